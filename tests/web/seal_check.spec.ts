import { AxeBuilder } from '@axe-core/playwright';
import ar from '../../app/src/i18n/staff/ar';
import en from '../../app/src/i18n/staff/en';
import { expect, heading, test, type Page, type Stage } from './stand';

declare global {
  interface Window {
    taps: number;
  }
}

const STEPS = ['seal.view', 'seal.verify', 'seal.tug', 'seal.twist'] as const;
const SMALLEST_TARGET = 56;

/** The venue is known, the screen is open. */
async function open(stage: Stage, language: 'en' | 'ar' = 'en'): Promise<Page> {
  const phone = await stage.phone('/p/BV-T1-114', { language });
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  await phone.goto('/report/seal');
  await expect(heading(phone, (language === 'ar' ? ar : en)['seal.title'])).toBeVisible();
  return phone;
}

const card = (phone: Page, name: string) => phone.getByRole('group', { name, exact: true });
const fine = (phone: Page, name: string) => card(phone, name).getByRole('button', { name: 'Fine', exact: true }).tap();
const wrong = (phone: Page, name: string) => card(phone, name).getByRole('button', { name: 'Something wrong' }).tap();

test('a container number is checked while it is typed, and nobody is stopped', async ({ stage }) => {
  const phone = await open(stage);
  const number = phone.getByLabel('Container or trailer number');
  const said = phone.getByRole('status');
  await expect(said).toHaveText('Four letters, seven digits.');
  await number.pressSequentially('csqu 305438');
  await expect(said).toHaveText('Four letters, seven digits.');
  await number.pressSequentially(' 4');
  await expect(said).toHaveText('The last digit does not fit. Read it again.');
  await number.press('Backspace');
  await number.pressSequentially('3');
  await expect(said).toHaveText('The number is right.');
  await number.fill('WX-12-AB');
  await expect(said).toHaveText('Not a container number. Kept as you typed it.');
  await wrong(phone, 'Verify');
  await expect(phone.getByRole('button', { name: 'Report it' })).toBeEnabled();
});

test('a seal that is fine takes four taps, and nothing leaves the phone', async ({ server, stage }) => {
  const phone = await open(stage);
  await phone.evaluate(() => {
    window.taps = 0;
    addEventListener('click', ({ isTrusted }) => (window.taps += Number(isTrusted)), true);
  });
  // What is fetched ahead comes before anything is counted.
  await phone.waitForLoadState('networkidle');
  const before = stage.requests.filter((url) => url.includes('/api/')).length;
  for (const name of ['View', 'Verify', 'Tug', 'Twist']) await fine(phone, name);
  await expect(heading(phone, 'The seal is fine')).toBeFocused();
  await expect(phone.getByText('Nothing is sent.')).toBeVisible();
  expect(await phone.evaluate(() => window.taps)).toBe(4);
  expect(stage.requests.filter((url) => url.includes('/api/'))).toHaveLength(before);
  expect(await (await server.officer()).incidents()).toEqual([]);

  await phone.getByRole('button', { name: 'Check another' }).tap();
  await expect(heading(phone, 'Check the seal')).toBeFocused();
  await expect(phone.getByLabel('Container or trailer number')).toHaveValue('');
  await expect(phone.getByRole('main').getByRole('button', { pressed: true })).toHaveCount(0);
});

test('what is wrong with it goes out with the report', async ({ server, stage }) => {
  const phone = await open(stage);
  await phone.getByLabel('Container or trailer number').fill('csqu 305438-3');
  await wrong(phone, 'View');
  await expect(phone.getByText('Leave it as it is. Do not open.')).toBeVisible();
  await card(phone, 'View').getByRole('button', { name: 'Glue, paint or marks' }).tap();
  await wrong(phone, 'Verify');
  await expect(card(phone, 'Verify').getByRole('button', { name: 'The number is different' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await wrong(phone, 'Tug');
  await card(phone, 'Tug').getByRole('button', { name: 'Broken' }).tap();
  // Whoever looks again and finds nothing takes it back with one tap.
  await fine(phone, 'Tug');
  await expect(card(phone, 'Tug').getByRole('button', { name: 'Broken' })).toBeHidden();
  await phone.getByRole('button', { name: 'Report it' }).tap();
  await expect(heading(phone, 'Where is it?')).toBeVisible();
  await phone.getByRole('application').tap();
  await phone.getByRole('button', { name: 'Send report' }).tap();
  await expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();
  // What the check has asked is not asked again.
  await expect(heading(phone, 'Is it loaded, or about to be loaded or moved?')).toBeVisible();

  const { category, reports } = await (await server.officer()).onlyIncident();
  expect(category).toBe('cargo.seal');
  const answers = new Map(reports[0]?.answers.map((one) => [one.question, one]));
  expect([...answers.keys()].sort()).toEqual(['container', 'seal_state']);
  expect(answers.get('container')?.text).toBe('CSQU3054383');
  expect(answers.get('seal_state')?.values.toSorted()).toEqual(['glue_paint_or_marks', 'number_differs']);
});

test('the answers of a check never go out with the next report', async ({ server, stage }) => {
  const phone = await open(stage);
  await phone.getByLabel('Container or trailer number').fill('CSQU3054383');
  await wrong(phone, 'Twist');
  await card(phone, 'Twist').getByRole('button', { name: 'Loose' }).tap();
  await phone.getByRole('button', { name: 'Report it' }).tap();
  await expect(heading(phone, 'Where is it?')).toBeVisible();
  await phone.getByRole('button', { name: 'Back' }).tap();
  await expect(heading(phone, 'Check the seal')).toBeVisible();
  await phone.getByRole('button', { name: 'Back' }).tap();
  await phone.getByRole('button', { name: 'Report something' }).tap();
  await phone.getByRole('button', { name: 'Bag or object' }).tap();
  await phone.getByRole('application').tap();
  await phone.getByRole('button', { name: 'Send report' }).tap();
  await expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();
  expect((await (await server.officer()).onlyIncident()).reports[0]?.answers).toEqual([]);
});

for (const language of ['en', 'ar'] as const) {
  test(`everybody can check a seal, in ${language}`, async ({ stage }) => {
    const t = language === 'ar' ? ar : en;
    const phone = await open(stage, language);
    const faults = async () => {
      const { violations } = await new AxeBuilder({ page: phone })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
        .setLegacyMode(true)
        .analyze();
      return violations.map(({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(' ')).join()}`);
    };
    const tap = (step: (typeof STEPS)[number], verdict: 'seal.fine' | 'seal.wrong') =>
      card(phone, t[step]).getByRole('button', { name: t[verdict], exact: true }).tap();

    expect(await faults()).toEqual([]);
    await phone.getByRole('textbox').fill('CSQU3054384');
    await expect(phone.getByRole('textbox')).toHaveCSS('direction', 'ltr');
    for (const step of STEPS) await tap(step, 'seal.wrong');
    expect(await faults()).toEqual([]);
    for (const button of await phone.getByRole('main').getByRole('button').all())
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(SMALLEST_TARGET);
    // The narrowest phone, and letters twice as large.
    await phone.setViewportSize({ width: 320, height: 640 });
    await phone.evaluate(() => void (document.documentElement.style.fontSize = '200%'));
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    for (const step of STEPS) await tap(step, 'seal.fine');
    await expect(heading(phone, t['seal.done'])).toBeFocused();
    expect(await faults()).toEqual([]);
  });
}

test('where no seals are looked after, the screen leads home', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  const profile = await server.ask<{ categories: { code: string }[] }>('/venues/bayview');
  const categories = profile.categories.filter(({ code }) => code !== 'cargo.seal');
  await phone
    .context()
    .route(/\/api\/v1\/venues\/bayview(\?|$)/, (route) => route.fulfill({ json: { ...profile, categories } }));
  await phone.goto('/report/seal');
  await expect(phone).toHaveURL(/\/$/);
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
});
