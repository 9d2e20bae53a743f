import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { languages, type Language } from '../../app/src/i18n/languages';
import config from '../playwright.config';
import { expect, PASSWORD, test, type Page, type Stage } from './stand';

const launch = config.use?.launchOptions;
// A microphone that beeps, and nobody who has to allow it.
const FAKES = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
test.use({ launchOptions: { ...launch, args: [...(launch?.args ?? []), ...FAKES] } });

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
  // A screen cuts off what hangs over its edge, so that the page is never too wide: each part is asked as well.
  const cut = await page
    .locator(':is(main, header, footer) :is(h1, h2, p, b, small, span, bdi, label, input, button, a, li, div):visible')
    .evaluateAll((all) =>
      all
        .filter((one) => !one.closest('.plan, .home-plan, .heard'))
        .filter((one) => one.getBoundingClientRect().left < -1 || one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => one.outerHTML.slice(0, 120)),
    );
  expect(cut, `${screen} is cut off`).toEqual([]);
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
  await page.locator('.pair button').click();
  await expect(page.locator('.voice__left')).toBeVisible();
  await at('voice');
  await page.locator('.voice .btn--text').click();
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
  await begin(page);
  await at('draft');
  await work(page, at);
}

/** A report that is begun and left, and where it lies then. */
async function begin(page: Page): Promise<void> {
  await page.goto('/p/BV-T1-114');
  await page.locator('.big--go').click();
  await page.locator('.tile').nth(2).click();
  await expect(page.locator('.sheet .btn--go')).toBeEnabled();
  await page.locator('.bar .round').first().click();
  await expect(page.locator('.tile')).toHaveCount(8);
  await page.locator('.bar .round').first().click();
  await page.locator('.nav a[href="/reports"]').click();
  await expect(page.locator('.q__acts--three')).toBeVisible();
}

/** What people see who work here. */
async function work(page: Page, at: (screen: string) => Promise<void>): Promise<void> {
  await page.goto('/staff');
  await page.locator('#email').fill('staff@demo.test');
  await at('sign-in');
  await page.locator('#password').fill(PASSWORD);
  await page.locator('.dock .btn--go').click();
  await expect(page.getByText('Sam Okafor')).toBeVisible();
  await at('badge');
  await page.goto('/staff/report');
  await expect(page.locator('.pick').first()).toBeVisible();
  await at('everything');
  await page.goto('/staff/confidence');
  await expect(page.getByText('Ren Tanaka')).toBeVisible();
  await at('confidence');
  await page.goto('/report/seal');
  await page.locator('.seal__pair button').nth(1).click();
  await expect(page.locator('.seal .rule')).toBeVisible();
  await at('seal');
}

for (const language of Object.keys(languages) as Language[]) {
  test(`the reporter's screens hold together in ${languages[language]}`, async ({ stage }) => {
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
