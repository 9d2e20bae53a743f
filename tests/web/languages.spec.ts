import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { languages, type Language } from '../../app/src/i18n/languages';
import { expect, test, type Page, type Stage } from './stand';

/** With SSA_SHEET set to a folder, one picture of all screens in all languages lies there afterwards (docs/screens). */
const folder = process.env.SSA_SHEET;
const NARROW = { width: 320, height: 700 };
const PHONE = { width: 390, height: 844 };
const pictures: { language: string; screen: string; png: string }[] = [];

/** Nothing hangs over the edge of a narrow phone, nothing is without words, and it is drawn for the sheet. */
async function look(page: Page, language: string, screen: string): Promise<void> {
  await page.setViewportSize(NARROW);
  const [scrollWidth, clientWidth] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth] as const;
  });
  expect(scrollWidth, `${screen} is too wide`).toBeLessThanOrEqual(clientWidth);
  const unsaid = await page
    .locator('button:visible, a:visible')
    .evaluateAll((all) =>
      all
        .filter((one) => !(one.textContent?.trim() || one.getAttribute('aria-label')?.trim()))
        .map((one) => one.outerHTML.slice(0, 120)),
    );
  expect(unsaid, screen).toEqual([]);
  await page.setViewportSize(PHONE);
  if (!folder) return;
  await page.evaluate(() => document.fonts.ready);
  pictures.push({ language, screen, png: (await page.screenshot()).toString('base64') });
}

async function walk(stage: Stage, language: Language): Promise<void> {
  const page = await stage.phone('/p/BV-T1-114', { language });
  const at = (name: string) => look(page, language, name);
  await expect(page.locator('.place')).toBeVisible();
  await at('home');
  await page.locator('.big--go').click();
  await expect(page.locator('.tile')).toHaveCount(8);
  await at('what');
  await page.locator('.tile').nth(1).click();
  await expect(page.locator('.sheet .btn--go')).toBeEnabled();
  await at('where');
  await page.locator('.sheet .btn--go').click();
  await expect(page.locator('.answer').first()).toBeVisible();
  await page.locator('.answer').last().click();
  await expect(page.getByRole('figure')).toHaveCount(3);
  await at('question');
  await page.locator('.dock .btn--text').last().click();
  await expect(page.locator('.timeline')).toBeVisible();
  await at('status');
  await page.locator('.adds a').nth(1).click();
  await expect(page.locator('.stay')).toBeVisible();
  await at('photos');
  await page.locator('.dock .btn--go').click();
  await expect(page.locator('#words')).toBeVisible();
  await at('words');
  await page.goto('/learn/bag');
  await expect(page.locator('#check')).not.toBeEmpty();
  await at('lesson');
  await page.goto('/settings');
  await expect(page.locator('.languages')).toBeVisible();
  await at('settings');
  await page.goto('/report');
  await page.locator('.tile').first().click();
  await expect(page.locator('.callnow')).toBeVisible();
  await at('emergency');
}

for (const language of Object.keys(languages) as Language[]) {
  test(`the traveller's screens hold together in ${languages[language]}`, async ({ stage }) => {
    await walk(stage, language);
  });
}

test.afterAll(async ({ browser }) => {
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  const cells = pictures.map(
    ({ language, screen, png }) => `<img alt="${screen}, ${language}" src="data:image/png;base64,${png}">`,
  );
  const columns = new Set(pictures.map(({ screen }) => screen)).size;
  const page = await browser.newPage({ viewport: { width: columns * 190, height: 600 } });
  await page.setContent(
    `<style>body{margin:0;background:#222;display:grid;grid-template-columns:repeat(${columns},1fr);gap:6px}img{width:100%}</style>${cells.join('')}`,
  );
  await page.screenshot({ path: join(folder, 'languages.jpg'), fullPage: true, type: 'jpeg', quality: 72 });
  for (const [screen, name] of [
    ['home', 'first'],
    ['where', 'where'],
    ['status', 'status'],
  ] as const) {
    const png = pictures.find((one) => one.language === 'en' && one.screen === screen)?.png;
    if (png) writeFileSync(join(folder, `${name}.png`), Buffer.from(png, 'base64'));
  }
  await page.close();
});
