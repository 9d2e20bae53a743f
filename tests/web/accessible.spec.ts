import { AxeBuilder } from '@axe-core/playwright';
import config from '../playwright.config';
import { expect, test, type Page } from './stand';
import { PHONE, WALL, wear } from './stand/looks';
import {
  walkAdmin,
  walkCoverage,
  walkDesk,
  walkExports,
  walkInsight,
  walkMerge,
  walkReporter,
  type Spoken,
} from './stand/walk';
import { walkMajor, walkPatrol, walkRoll } from './stand/walk-duty';

const launch = config.use?.launchOptions;
// A microphone that beeps, and nobody who has to allow it.
const FAKES = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
test.use({ launchOptions: { ...launch, args: [...(launch?.args ?? []), ...FAKES] } });

const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
const NARROWEST = { width: 320, height: 640 };

/** Everything that is wrong with what is on the page now, at both widths, by night and by day. */
async function faults(page: Page, screen: string): Promise<string[]> {
  const found: string[] = [];
  for (const size of [PHONE, WALL]) {
    for (const theme of ['night', 'day'] as const) {
      await wear(page, size, theme);
      // Frames of strangers do not exist here, and only what is wrong is of interest.
      const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'], preload: false }).setLegacyMode(true);
      const isWhole = (size === PHONE) === (theme === 'night');
      // Another light changes colours alone, another width the layout: two whole looks and two at the colours see all.
      const { violations } = await (isWhole ? axe.withTags(RULES) : axe.withRules(['color-contrast'])).analyze();
      for (const { id, nodes } of violations)
        for (const { target, any } of nodes)
          found.push(`${screen}, ${size.width}, ${theme}: ${id} at ${target.join(' ')} (${any[0]?.message ?? ''})`);
    }
  }
  await wear(page, NARROWEST, 'night');
  const [scrollWidth, clientWidth] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth] as const;
  });
  if (scrollWidth > clientWidth) found.push(`${screen}: ${scrollWidth} px wide at ${clientWidth}`);
  await wear(page, WALL, 'night');
  return found;
}

for (const language of ['en', 'ar'] satisfies Spoken[]) {
  test(`every screen of the traveller can be used by everybody, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(240_000);
    const all: string[] = [];
    await walkReporter(stage, server, language, async (page, screen) => void all.push(...(await faults(page, screen))));
    expect(all).toEqual([]);
  });

  test(`every state of the desk can be used by everybody, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(240_000);
    const all: string[] = [];
    await walkDesk(stage, server, language, async (page, screen) => void all.push(...(await faults(page, screen))));
    expect(all).toEqual([]);
  });

  test(`the board of days can be used by everybody, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(240_000);
    const all: string[] = [];
    await walkCoverage(stage, server, language, async (page, screen) => void all.push(...(await faults(page, screen))));
    expect(all).toEqual([]);
  });

  test(`exports can be asked for and agreed to by everybody, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(240_000);
    const all: string[] = [];
    await walkExports(stage, server, language, async (page, screen) => void all.push(...(await faults(page, screen))));
    expect(all).toEqual([]);
  });

  test(`rules and channels can be set up by everybody, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(240_000);
    const all: string[] = [];
    await walkAdmin(stage, server, language, async (page, screen) => void all.push(...(await faults(page, screen))));
    expect(all).toEqual([]);
  });

  test(`numbers can be read by everybody, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(240_000);
    const all: string[] = [];
    await walkInsight(stage, server, language, async (page, screen) => void all.push(...(await faults(page, screen))));
    expect(all).toEqual([]);
  });

  test(`merging and splitting can be done by everybody, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(240_000);
    const all: string[] = [];
    await walkMerge(stage, server, language, async (page, screen) => void all.push(...(await faults(page, screen))));
    expect(all).toEqual([]);
  });

  test(`the roll of a shift can be called by everybody, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(240_000);
    const all: string[] = [];
    await walkRoll(stage, server, language, async (page, screen) => void all.push(...(await faults(page, screen))));
    expect(all).toEqual([]);
  });

  test(`patrol can be walked by everybody, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(240_000);
    stage.pardons = /ERR_INTERNET_DISCONNECTED|Failed to load resource/;
    const all: string[] = [];
    await walkPatrol(stage, server, language, async (page, screen) => void all.push(...(await faults(page, screen))));
    expect(all).toEqual([]);
  });

  test(`a big incident can be led by everybody, in ${language}`, async ({ server, stage }) => {
    test.setTimeout(240_000);
    const all: string[] = [];
    await walkMajor(stage, server, language, async (page, screen) => void all.push(...(await faults(page, screen))));
    expect(all).toEqual([]);
  });
}
