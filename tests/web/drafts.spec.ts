import { AxeBuilder } from '@axe-core/playwright';
import { expect, heading, see, send, test, type Page } from './stand';

const WORDS = 'A grey van drives along the fence, slowly, and stops at every gate.';
const BEGUN = 'Begun, not sent';

/** How many reports and drafts lie on the phone; it writes by itself, a moment after the last touch. */
const kept = (phone: Page) =>
  phone.evaluate(
    () =>
      new Promise<number>((counted, failed) => {
        const opening = indexedDB.open('see-say-act');
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const db = opening.result;
          const rows = db.transaction('items').objectStore('items').count();
          rows.onsuccess = () => (db.close(), counted(rows.result));
          rows.onerror = () => (db.close(), failed(rows.error));
        };
      }),
  );

const card = (phone: Page, name: string) => phone.getByRole('listitem').filter({ hasText: name });

/** A phone that knows its airport and stands nowhere yet. */
async function atHome(phone: Page): Promise<void> {
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  await phone.goto('/');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
}

test('words that were begun outlive a reload, and arrive once', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await atHome(phone);
  await phone.getByRole('button', { name: 'Report something' }).tap();
  await phone.getByRole('link', { name: 'Or say it in words' }).tap();
  await phone.getByRole('searchbox').fill(WORDS);
  await expect.poll(() => kept(phone)).toBe(1);
  await phone.reload();
  await expect(heading(phone, 'Say it in words')).toBeVisible();

  await phone.goto('/');
  await expect(phone.getByText('You began a report')).toBeVisible();
  await expect(phone.getByText(/waits? here/)).toHaveCount(0);
  await phone.getByRole('link', { name: 'Go on' }).tap();
  await expect(phone.getByRole('searchbox')).toHaveValue(WORDS);
  await phone.getByRole('button', { name: 'Send my own words' }).tap();
  await phone.getByRole('application').tap();
  await phone.getByRole('button', { name: 'Send report' }).tap();
  await expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();
  // However long ago it was begun, a slip of the thumb is undone.
  await expect(phone.getByRole('button', { name: 'Undo' })).toBeVisible();

  const { reports } = await (await server.officer()).onlyIncident();
  expect(reports).toHaveLength(1);
  expect(reports[0]?.narrative.map(({ text }) => text)).toEqual([WORDS]);
  expect(reports[0]?.place.source).toBe('picked');
  expect(await kept(phone)).toBe(1);
  await phone.goto('/reports');
  await expect(heading(phone, 'Everything is sent')).toBeVisible();
  await expect(phone.getByText(BEGUN)).toHaveCount(0);
});

test('several stand side by side, each by its name, and go when somebody says so', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  await see(phone, 'Bag or object');
  await expect.poll(() => kept(phone)).toBe(1);
  await phone.goto('/');
  await expect(phone.getByText('You began a report')).toBeVisible();
  await see(phone, 'Drone or laser');
  await expect.poll(() => kept(phone)).toBe(2);
  await phone.goto('/');
  await expect(phone.getByText('You began 2 reports')).toBeVisible();
  await phone.getByRole('link', { name: 'Go on' }).tap();

  await expect(heading(phone, 'You began 2 reports')).toBeVisible();
  await expect(phone.getByRole('heading', { level: 2, name: BEGUN })).toBeVisible();
  await expect(card(phone, 'Bag or object')).toContainText('Check-in A, Departures');
  await card(phone, 'Bag or object').getByRole('button', { name: 'Name it' }).tap();
  await expect(phone.getByLabel('Name it')).toBeFocused();
  await phone.getByLabel('Name it').fill('Grey case at the lifts');
  await phone.getByRole('button', { name: 'Done' }).tap();
  await expect(card(phone, 'Grey case at the lifts').getByRole('button', { name: 'Name it' })).toBeFocused();
  await phone.reload();
  await expect(phone.getByRole('listitem')).toHaveCount(2);
  const { violations } = await new AxeBuilder({ page: phone })
    .options({ preload: false })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);

  await card(phone, 'Drone or laser').getByRole('button', { name: 'Erase' }).tap();
  await expect(phone.getByText('Not sent yet. Nobody will get it.')).toBeVisible();
  await phone.getByRole('button', { name: 'Keep' }).tap();
  await expect(phone.getByRole('listitem')).toHaveCount(2);
  await card(phone, 'Drone or laser').getByRole('button', { name: 'Erase' }).tap();
  await card(phone, 'Drone or laser').getByRole('button', { name: 'Erase' }).tap();
  await expect(card(phone, 'Drone or laser')).toHaveCount(0);
  expect(await (await server.officer()).incidents()).toEqual([]);

  await card(phone, 'Grey case at the lifts').getByRole('link', { name: 'Go on' }).tap();
  await expect(phone.getByText('Check-in A, Departures')).toBeVisible();
  await phone.getByRole('button', { name: 'Send report' }).tap();
  await expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();
  const { category, reports } = await (await server.officer()).onlyIncident();
  expect(category).toBe('item.unattended');
  expect(reports[0]?.place.plate?.id).toBe('BV-T1-114');
});

test('a report that is sent leaves no draft, at once or after a pause', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await send(phone, 'Bag or object');
  await expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();
  await phone.goto('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  await see(phone, 'Drone or laser');
  await expect.poll(() => kept(phone)).toBe(2);
  // Another tile is the same report said otherwise.
  await phone.getByRole('button', { name: 'Back' }).tap();
  await phone.getByRole('button', { name: 'Door or fence' }).tap();
  await phone.getByRole('button', { name: /^(Send report|I saw it too)$/ }).tap();
  await expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();

  expect(await kept(phone)).toBe(2);
  await phone.goto('/reports');
  await expect(heading(phone, 'Everything is sent')).toBeVisible();
  await expect(phone.getByRole('listitem')).toHaveCount(2);
  await expect(phone.getByText(BEGUN)).toHaveCount(0);
  expect(await (await server.officer()).incidents()).toHaveLength(2);
});

test('what is erased does not come back, and where nothing shall stay nothing is kept', async ({ stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  await see(phone, 'Bag or object');
  await expect.poll(() => kept(phone)).toBe(1);
  await phone.goto('/settings');
  await phone.getByRole('switch', { name: 'Keep nothing on this phone' }).tap();
  await phone.getByRole('button', { name: 'Erase everything here' }).tap();
  await phone.getByRole('button', { name: 'Erase everything', exact: true }).tap();
  await expect(phone.getByText('Nothing is left on this phone.')).toBeVisible();
  expect(await kept(phone)).toBe(0);

  await phone.goto('/');
  await see(phone, 'Bag or object');
  await expect(phone.getByRole('application')).toBeVisible();
  // Longer than a draft waits before it is written.
  await phone.waitForTimeout(1_000);
  expect(await kept(phone)).toBe(0);
});
