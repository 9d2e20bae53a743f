import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from './stand';
import { PHONE, WALL, wear } from './stand/looks';
import { walkAdmin, walkCoverage, walkDesk, walkInsight, walkMerge, walkReporter, type Spoken } from './stand/walk';

/** With SSA_SHOTS set to a folder, pictures of all screens lie there afterwards, to be laid beside the drawings. */
const folder = process.env.SSA_SHOTS;
if (folder) mkdirSync(folder, { recursive: true });

const LOOKS = [
  [PHONE, 'night'],
  [PHONE, 'day'],
  [WALL, 'night'],
  [WALL, 'day'],
] as const;

async function look(page: Page, name: string, language: Spoken): Promise<void> {
  const direction = language === 'ar' ? 'rtl' : 'ltr';
  for (const [size, theme] of folder ? LOOKS : LOOKS.slice(0, 1)) {
    await wear(page, size, theme);
    expect(await page.evaluate(() => document.documentElement.dir)).toBe(direction);
    expect(await page.evaluate(() => document.body.innerText.trim().length)).toBeGreaterThan(20);
    if (folder) await page.screenshot({ path: join(folder, `${name}-${size.width}-${theme}-${language}.png`) });
  }
  // Screens are walked as they are used: the traveller's on a phone, the desk's on a desk.
  await wear(page, name.startsWith('desk') ? WALL : PHONE, 'night');
}

for (const language of ['en', 'ar'] satisfies Spoken[]) {
  test(`the traveller's screens are drawn, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(180_000);
    await walkReporter(stage, server, language, (page, screen) => look(page, `phone-${screen}`, language));
  });

  test(`the desk is drawn, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(180_000);
    await walkDesk(stage, server, language, (page, screen) => look(page, `desk-${screen}`, language));
  });

  test(`the board of days is drawn, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(180_000);
    await walkCoverage(stage, server, language, (page, screen) => look(page, `desk-${screen}`, language));
  });

  test(`what an administrator sets up is drawn, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(180_000);
    await walkAdmin(stage, server, language, (page, screen) => look(page, `desk-${screen}`, language));
  });

  test(`numbers are drawn, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(180_000);
    await walkInsight(stage, server, language, (page, screen) => look(page, `desk-${screen}`, language));
  });

  test(`merging and splitting are drawn, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(180_000);
    await walkMerge(stage, server, language, (page, screen) => look(page, `desk-${screen}`, language));
  });
}
