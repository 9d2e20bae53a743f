import en from '../../app/src/i18n/later/en';
import { expect, heading, PASSWORD, see, send, test, type Page } from './stand';

/** What a screen reader was heard to leave out, to say twice, or to lose. How the way was walked with one: docs/ACCESSIBILITY.md. */
const VIEW = /\/api\/v1\/receipt(\?|$)/;
const MOST_STOPS = 18;

/** Presses Tab until something of this name has the focus; answers how often. A switch has no other way. */
async function step(page: Page, name: RegExp): Promise<number> {
  for (let stops = 1; stops <= MOST_STOPS; stops++) {
    await page.keyboard.press('Tab');
    const isThere = await page.evaluate(
      (wanted) => new RegExp(wanted).test(document.activeElement?.textContent?.trim() ?? ''),
      name.source,
    );
    if (isThere) return stops;
  }
  throw new Error(`${name} is not within ${MOST_STOPS} stops`);
}

test('one key to move and one to press: few stops from the first screen to a number', async ({ server, stage }) => {
  const page = await stage.phone('/p/BV-T1-114');
  await expect(heading(page, 'Bayview Airport')).toBeVisible();
  const counted: number[] = [];
  const press = async (name: RegExp) => {
    counted.push((await step(page, name)) + 1);
    await page.keyboard.press('Enter');
  };
  await press(/^Report something/);
  await expect(heading(page, 'What did you see?')).toBeFocused();
  await press(/^Bag or object/);
  await expect(heading(page, 'Where is it?')).toBeFocused();
  await press(/^Send report/);
  await expect(heading(page, 'What is it?')).toBeFocused();
  await expect(page.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();
  expect((await (await server.officer()).onlyIncident()).number).toBeTruthy();
  expect(counted.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(MOST_STOPS);
});

test('the map is a thing with a name, and is reached after what sends the report', async ({ stage }) => {
  const page = await stage.phone('/p/BV-T1-114');
  await see(page, 'Bag or object');
  const map = page.getByRole('application').getByRole('img', { name: /^Map of Departures\. Arrow keys move/ });
  await map.focus();
  await expect(map).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByText('You tapped here.')).toBeVisible();
  await page.keyboard.press('Shift+Tab');
  const go = page.getByRole('button', { name: 'Send report' });
  await expect(go).toBeFocused();
  await expect(go).toHaveAccessibleDescription(/You tapped here/);
});

test('that it is sent is told once, and each question says which it is', async ({ stage }) => {
  const page = await stage.phone('/p/BV-T1-114');
  await send(page, 'Bag or object');
  const sent = page.getByRole('status').filter({ hasText: /^Sent \d\d:\d\d\.$/ });
  await expect(sent).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveAccessibleDescription(/^Sent \d\d:\d\d\.$/);
  await expect(heading(page, 'What is it?')).toHaveAccessibleDescription(/^Question 1 of \d+$/);
  // A new status would be told anew.
  const first = await sent.elementHandle();
  await page.getByRole('button', { name: 'Not sure' }).click();
  await expect(heading(page, 'What is it?')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.getByRole('heading', { level: 1 })).toHaveAccessibleDescription(/^Question 2 of \d+$/);
  expect(await first!.evaluate((node) => node.isConnected)).toBe(true);
  // Back at the first, what was answered says so.
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Not sure' })).toHaveAttribute('aria-current', 'true');
});

test('what becomes of a report never takes the focus away, and is told only when it changes', async ({ stage }) => {
  stage.pardons = /^GET \S+: 200: data/;
  const page = await stage.phone('/p/BV-T1-114');
  let answer = () => {};
  const asked = new Promise<void>((go) => (answer = go));
  await page.route(VIEW, async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    await asked;
    const response = await route.fetch();
    const body = { ...((await response.json()) as object), unheard: true };
    await route.fulfill({ status: response.status(), contentType: 'application/json', body: JSON.stringify(body) });
  });
  await send(page, 'Bag or object');
  await expect(page.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();
  await page.getByRole('button', { name: 'I’m done' }).click();
  await expect(heading(page, en['status.received'])).toBeFocused();
  const told = page.getByRole('status').filter({ has: page.getByRole('heading', { level: 1 }) });
  await expect(told).toHaveAttribute('aria-live', 'off');
  await expect(told).toHaveAttribute('aria-live', 'polite');
  answer();
  await expect(heading(page, en['status.unheard'])).toBeFocused();
  await expect(page).toHaveTitle(new RegExp(`^${en['status.unheard']}`));
});

test('a report in the list is one name of plain words, and asking before erasing keeps the focus', async ({
  stage,
}) => {
  const page = await stage.phone('/p/BV-T1-114');
  await expect(page).toHaveTitle(/^Bayview Airport/);
  await send(page, 'Drone or laser');
  await expect(page.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();
  await page.goto('/reports');
  const link = page.getByRole('link', { name: /^Drone.* Sent \d\d:\d\d, Check-in A, Departures$/ });
  await expect(link).toBeVisible();
  // Of blocks within a link Orca says the last alone.
  await expect(link.locator('p, div, header')).toHaveCount(0);
  const erase = page.getByRole('button', { name: 'Erase from this phone' });
  await erase.focus();
  await page.keyboard.press('Enter');
  const sure = page.getByRole('button', { name: 'Erase', exact: true });
  await expect(sure).toBeFocused();
  await expect(sure).toHaveAccessibleDescription(/./);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(erase).toBeFocused();
});

test('which look is chosen is heard as well as seen', async ({ stage }) => {
  const page = await stage.phone('/settings');
  const day = page.getByRole('button', { name: 'Day' });
  await day.click();
  await expect(day).toHaveAttribute('aria-current', 'true');
  await expect(page.getByRole('group', { name: 'Look' }).locator('[aria-current]')).toHaveCount(1);
});

for (const language of ['en', 'ar'])
  test(`letters twice as large: nothing lies over what is read, and the heading stays (${language})`, async ({
    stage,
  }) => {
    const phone = await stage.phone('/p/BV-T1-114', { language });
    await expect(heading(phone, 'Bayview Airport')).toBeVisible();
    await phone.setViewportSize({ width: 320, height: 568 });
    const large = () => phone.evaluate(() => void (document.documentElement.style.fontSize = '200%'));
    await large();
    await phone.locator('.big--go').click();
    await phone.locator('.tile').nth(1).click();
    const title = phone.locator('h1.bar__name');
    await expect(title).toBeFocused();
    // The plan is fetched with its screen.
    await expect(phone.locator('.tools')).toBeVisible();
    const [name, bar, plan, tools] = await Promise.all(
      [title, phone.locator('header.bar'), phone.locator('.plan'), phone.locator('.tools')].map((one) =>
        one.boundingBox(),
      ),
    );
    expect(name!.height).toBeGreaterThan(20);
    expect(name!.y + name!.height).toBeLessThanOrEqual(bar!.y + bar!.height + 1);
    expect(plan!.y).toBeGreaterThanOrEqual(bar!.y + bar!.height - 1);
    expect(tools!.y).toBeGreaterThanOrEqual(bar!.y + bar!.height - 1);
    for (const path of ['/reports', '/report/seal', '/staff', '/reports/open', '/reports/take']) {
      await phone.goto(path);
      await large();
      const dock = phone.locator('.dock');
      await expect
        .poll(() =>
          dock.evaluateAll((all) =>
            all.every((one) => getComputedStyle(one).position !== 'sticky' || one.clientHeight * 3 <= innerHeight),
          ),
        )
        .toBe(true);
      expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    }
  });

test('on a wide window nobody is promised no name where names are given', async ({ stage }) => {
  const page = await stage.phone('/settings', {}, { viewport: { width: 1440, height: 900 } });
  const promise = page.getByText('No name, no account.');
  await expect(promise).toBeVisible();
  await page.getByRole('link', { name: 'I work here' }).click();
  await expect(heading(page, 'Sign in')).toBeVisible();
  await expect(promise).toHaveCount(0);
  await page.getByLabel('E-mail', { exact: true }).fill('staff@demo.test');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(heading(page, 'Your badge')).toBeVisible();
  await page.goto('/');
  await expect(heading(page, /Bayview|Choose|Where/)).toBeVisible();
  await expect(promise).toHaveCount(0);
});
