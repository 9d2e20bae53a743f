import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import { expect, heading, keptForLater, PASSWORD, test, type Officer, type Page, type Stage } from './stand';

const SAM = 'Sam Okafor · Harbour Handling';
const DRONE = 'Drone in the air';
const CONCERN = 'Security rule routinely ignored';
const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
const FAR = 60;

interface Told {
  drill: boolean;
  confidential?: boolean;
  category: string;
  reports: {
    reporter: {
      kind: string;
      name?: string;
      employer?: string;
      badge?: string;
    };
  }[];
}

/** The only incident this officer sees, with whose report it is. */
async function told(officer: Officer): Promise<Told> {
  const { id } = await officer.onlyIncident();
  return officer.read<Told>(`/desk/incidents/${id}`);
}

async function signIn(phone: Page): Promise<void> {
  await phone.goto('/staff');
  await phone.getByLabel('E-mail', { exact: true }).fill('staff@demo.test');
  await phone.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await phone.getByRole('button', { name: 'Sign in' }).click();
  await expect(heading(phone, 'Your badge')).toBeVisible();
}

/** At a sign, with the badge on. */
async function atWork(stage: Stage): Promise<Page> {
  const phone = await stage.phone('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  await signIn(phone);
  await phone.goto('/p/BV-T1-114');
  await expect(phone.getByRole('link', { name: SAM })).toBeVisible();
  await expect(phone.getByText('Check-in A, Departures')).toBeVisible();
  return phone;
}

/** From the first screen to the question where it is, by the list of everything. */
async function choose(phone: Page, label: string): Promise<void> {
  await phone.getByRole('button', { name: 'Report something' }).click();
  await expect(heading(phone, 'What did you see?')).toBeVisible();
  await phone.getByRole('button', { name: label, exact: true }).first().click();
  await expect(heading(phone, 'Where is it?')).toBeVisible();
}

const sendIt = (phone: Page) => phone.getByRole('button', { name: /^(Send report|I saw it too)$/ }).click();
const isSent = (phone: Page) => expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();

async function isFit(page: Page): Promise<void> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'], preload: false }).setLegacyMode(true);
  const { violations } = await axe.withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual(
    [],
  );
}

/** Tab by Tab until it has the focus. */
async function reach(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let tabs = 0; tabs < FAR; tabs++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${wanted} is out of reach for the keyboard`);
}

test('a traveller loads nothing of what staff need', async ({ stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  await expect(phone.getByRole('navigation').getByRole('link')).toHaveCount(2);
  await phone.getByRole('button', { name: 'Report something' }).tap();
  await expect(phone.locator('.tile')).toHaveCount(8);
  const loaded = await phone.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  expect(loaded.filter((name) => /assets\/(badge|staff|Staff)/.test(name))).toEqual([]);
});

test('somebody who works here signs in by the keyboard alone, and is told in plain words what went wrong', async ({
  stage,
}) => {
  const page = await stage.phone('/settings', {}, { viewport: { width: 1440, height: 900 } });
  await reach(page, page.getByRole('link', { name: 'I work here' }));
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Sign in')).toBeFocused();
  await isFit(page);
  const [email, password] = [page.getByLabel('E-mail', { exact: true }), page.getByLabel('Password', { exact: true })];
  await reach(page, email);
  await page.keyboard.type('staff@demo.test');
  await reach(page, password);
  await page.keyboard.type('not this one');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).not.toBeEmpty();
  await reach(page, page.getByRole('button', { name: 'Show the password' }));
  await page.keyboard.press('Enter');
  await expect(password).toHaveAttribute('type', 'text');
  await password.fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Your badge')).toBeFocused();
  for (const fact of ['Sam Okafor', 'Harbour Handling', 'HH-2207']) await expect(page.getByText(fact)).toBeVisible();
  await isFit(page);
  // Of the session nothing stays, and the badge lies sealed.
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toMatch(/Okafor|eyJ|token/);
  expect(await page.context().cookies()).toEqual([]);
});

test('under a name the police see who it is, and for whom they work', async ({ server, stage }) => {
  const phone = await atWork(stage);
  await expect(phone.getByRole('navigation').getByRole('link')).toHaveCount(3);
  await phone.getByRole('button', { name: 'Report something' }).click();
  await expect(phone.getByRole('link', { name: 'Tell in confidence' })).toBeVisible();
  await expect(phone.getByRole('button', { name: CONCERN })).toHaveCount(0);
  await isFit(phone);
  await phone.getByRole('searchbox').fill('drone');
  await phone.getByRole('button', { name: DRONE }).first().click();
  await expect(phone.getByText('Under your name: Sam Okafor')).toBeVisible();
  await isFit(phone);
  await sendIt(phone);
  await isSent(phone);
  const { reports, drill } = await told(await server.officer());
  expect(drill).toBe(false);
  expect(reports[0]?.reporter).toMatchObject({
    kind: 'staff',
    name: 'Sam Okafor',
    employer: 'Harbour Handling',
    badge: 'HH-2207',
  });
  const desk = await stage.desk();
  await desk.locator('[data-id]').first().click();
  await expect(desk.getByText('Harbour Handling')).toBeVisible();
  await expect(desk.getByText('HH-2207')).toBeVisible();

  // What was chosen before, and where, comes first the next time.
  await phone.goto('/p/BV-T1-114');
  await phone.getByRole('button', { name: 'Report something' }).click();
  await expect(phone.getByRole('heading', { name: 'You chose before' })).toBeVisible();
  await phone.getByRole('button', { name: DRONE }).first().click();
  await phone.getByRole('link', { name: 'From a list' }).click();
  await expect(phone.getByRole('heading', { name: 'Reported from before' })).toBeVisible();
  await phone.getByRole('button', { name: /BV-T1-114/ }).click();
  await expect(phone.getByText('You chose this place.')).toBeVisible();
});

test('one tap sends it without the name', async ({ server, stage }) => {
  const phone = await atWork(stage);
  await choose(phone, DRONE);
  await phone.getByRole('button', { name: 'Send without my name' }).click();
  await expect(phone.getByText('Without your name')).toBeVisible();
  await sendIt(phone);
  await isSent(phone);
  expect((await told(await server.officer())).reports[0]?.reporter.kind).toBe('anonymous');
});

test('without signal the badge is still here; once it is gone the report waits, until it goes without', async ({
  server,
  stage,
}) => {
  const phone = await atWork(stage);
  await keptForLater(phone);
  await phone.waitForLoadState('networkidle');
  await phone.context().setOffline(true);
  await phone.reload();
  await expect(phone.getByRole('link', { name: SAM })).toBeVisible();
  await choose(phone, DRONE);
  await expect(phone.getByText('Under your name: Sam Okafor')).toBeVisible();
  await sendIt(phone);
  await expect(phone.getByText('Saved on this phone, not sent.')).toBeVisible();
  const status = phone.url().replace('/questions', '');

  await phone.goto('/staff');
  await phone.getByRole('button', { name: 'Sign out' }).click();
  await expect(heading(phone, 'Sign in')).toBeVisible();
  await phone.goto(status);
  await phone.context().setOffline(false);
  await expect(phone.getByText('Waits for your badge')).toBeVisible();
  const officer = await server.officer();
  expect(await officer.incidents()).toEqual([]);
  await isFit(phone);
  await phone.getByRole('button', { name: 'Send without my name' }).click();
  await expect(heading(phone, 'Your report is sent')).toBeVisible();
  expect((await told(officer)).reports[0]?.reporter.kind).toBe('anonymous');
});

test('practice is marked all the way, and only once', async ({ server, stage }) => {
  const phone = await atWork(stage);
  await phone.getByRole('link', { name: SAM }).click();
  await phone.getByRole('switch', { name: 'Practice' }).click();
  await phone.getByRole('link', { name: 'Report something' }).click();
  const banner = phone.getByText('Officers see that it is not real.');
  await expect(banner).toBeVisible();
  await phone.getByRole('button', { name: DRONE, exact: true }).first().click();
  await expect(banner).toBeVisible();
  await expect(phone.getByRole('button', { name: 'Send without my name' })).toHaveCount(0);
  await sendIt(phone);
  await isSent(phone);
  await expect(banner).toBeVisible();
  await phone.getByRole('button', { name: 'I’m done' }).click();
  await expect(heading(phone, 'Your report is sent')).toBeVisible();
  await expect(banner).toBeVisible();
  expect((await told(await server.officer())).drill).toBe(true);
  await phone.goto('/staff');
  await expect(phone.getByRole('switch', { name: 'Practice' })).not.toBeChecked();
});

test('the wish to practise outlives a reload, with its banner', async ({ server, stage }) => {
  const phone = await atWork(stage);
  await phone.getByRole('link', { name: SAM }).click();
  await phone.getByRole('switch', { name: 'Practice' }).click();
  await phone.goto('/p/BV-T1-114');
  await expect(phone.getByRole('link', { name: SAM })).toBeVisible();
  await choose(phone, DRONE);
  await phone.reload();
  await phone.goto('/p/BV-T1-114');
  await expect(phone.getByText('Check-in A, Departures')).toBeVisible();
  await phone.getByRole('button', { name: 'Report something' }).click();
  const banner = phone.getByText('Officers see that it is not real.');
  await expect(banner).toBeVisible();
  await phone.getByRole('button', { name: DRONE, exact: true }).first().click();
  await expect(banner).toBeVisible();
  await sendIt(phone);
  await isSent(phone);
  expect((await told(await server.officer())).drill).toBe(true);
});

test('after a quarter of an hour the banner is gone, and the report is real', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  await phone.clock.install();
  await signIn(phone);
  await phone.getByRole('switch', { name: 'Practice' }).click();
  await phone.goto('/p/BV-T1-114');
  await expect(phone.getByRole('link', { name: SAM })).toBeVisible();
  await choose(phone, DRONE);
  const banner = phone.getByText('Officers see that it is not real.');
  await expect(banner).toBeVisible();
  await phone.clock.fastForward('15:01');
  await expect(banner).toHaveCount(0);
  await expect(phone.getByText('Under your name: Sam Okafor')).toBeVisible();
  await sendIt(phone);
  await isSent(phone);
  expect((await told(await server.officer())).drill).toBe(false);
});

test('on a phone that two share, what one began under their badge waits for them', async ({ stage }) => {
  const phone = await atWork(stage);
  await phone.getByRole('link', { name: SAM }).click();
  await phone.getByRole('link', { name: 'Tell in confidence' }).click();
  await phone.getByRole('button', { name: CONCERN }).click();
  await phone.getByRole('button', { name: /^With my name/ }).click();
  await phone.getByRole('button', { name: 'Show where' }).click();
  await expect(phone.getByText('In confidence')).toBeVisible();
  for (const page of ['Tell in confidence', 'Your badge']) {
    await phone.getByRole('button', { name: 'Back', exact: true }).click();
    await expect(heading(phone, page)).toBeVisible();
  }
  await phone.getByRole('button', { name: 'Sign out' }).click();
  await phone.getByLabel('E-mail', { exact: true }).fill('officer@demo.test');
  await phone.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await phone.getByRole('button', { name: 'Sign in' }).click();
  await expect(heading(phone, 'Your badge')).toBeVisible();
  await phone.goto('/reports');
  await phone.getByRole('link', { name: 'Go on' }).click();
  await expect(heading(phone, 'Begun under another badge')).toBeFocused();
  await expect(phone.getByText(CONCERN)).toHaveCount(0);
  await isFit(phone);

  // Whoever began it goes on.
  await phone.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
  await phone.getByRole('button', { name: 'Sign out' }).click();
  // Signed out, and not only asked to be, before the page is left.
  await expect(phone.getByLabel('E-mail', { exact: true })).toBeVisible();
  await signIn(phone);
  await phone.goto('/reports');
  await phone.getByRole('link', { name: 'Go on' }).click();
  await expect(phone.getByText('In confidence')).toBeVisible();
});

test('in confidence it is kept from whom it is about, and from eyes over the shoulder', async ({ server, stage }) => {
  const phone = await atWork(stage);
  await phone.getByRole('link', { name: SAM }).click();
  await phone.getByRole('link', { name: 'Tell in confidence' }).click();
  await expect(heading(phone, 'Tell in confidence')).toBeVisible();
  await phone.getByRole('button', { name: CONCERN }).click();
  await phone.getByRole('searchbox', { name: 'Find a name' }).fill('tanaka');
  await phone.getByRole('button', { name: /Ren Tanaka/ }).click();
  await expect(phone.getByText('1 officer will not see it')).toBeVisible();
  await phone.getByRole('button', { name: 'Show where' }).click();
  await expect(phone.getByRole('alert')).toContainText('Choose what it is about');
  await phone.getByRole('button', { name: /^With my name/ }).click();
  await isFit(phone);
  await phone.getByRole('button', { name: 'Show where' }).click();
  await expect(phone.getByText('In confidence')).toBeVisible();
  await sendIt(phone);
  await isSent(phone);

  const [mia, ren] = [await server.officer('officer@demo.test'), await server.officer('second@demo.test')];
  const seen = await told(mia);
  expect(seen).toMatchObject({
    category: 'insider.shortcut',
    confidential: true,
  });
  expect(seen.reports[0]?.reporter.name).toBe('Sam Okafor');
  expect(await ren.incidents()).toEqual([]);
  const desk = await stage.desk();
  await desk.locator('[data-id]').first().click();
  await expect(desk.getByText('Only you and others let in see this.')).toBeVisible();

  await phone.goto('/reports');
  await expect(phone.getByRole('link', { name: /In confidence/ })).toBeVisible();
  await expect(phone.getByText(CONCERN)).toHaveCount(0);
});
