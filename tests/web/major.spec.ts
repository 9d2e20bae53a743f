import { AxeBuilder } from '@axe-core/playwright';
import { randomUUID } from 'node:crypto';
import { expect, keptForLater, signIn, test, type Page } from './stand';
import { holdBadge, withCamera } from './stand/camera';

const axe = async (page: Page) => {
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
};

test('a big incident is led by two officers at once, and people are counted without a line', async ({
  server,
  stage,
}) => {
  await server.report({ category: 'item.unattended', place: { zone: 'check-in-b' } });
  const mia = await stage.desk('officer@demo.test');
  const ren = await stage.desk('second@demo.test');
  await mia.keyboard.press('j');
  await mia.keyboard.press('a');
  await expect(mia.locator('[data-act="en_route"]').first()).toBeEnabled();
  await mia.keyboard.press('!');
  const declare = mia.getByRole('form', { name: 'Declare big incident' });
  await declare.getByRole('button', { name: 'Declare big incident' }).click();
  await expect(mia.getByRole('heading', { level: 1, name: 'Big incident A-0001' })).toBeVisible();

  // The other one is told by the band, one press away.
  await ren.getByRole('link', { name: /Big incident A-0001/ }).click();
  await expect(ren.getByRole('heading', { level: 1, name: 'Big incident A-0001' })).toBeVisible();

  // Proposed with the keyboard alone; whoever proposes does not confirm, the other does, and it is seen at once.
  await mia.keyboard.press('z');
  const propose = mia.getByRole('form', { name: 'Propose state' });
  await propose.getByLabel('State').selectOption('lockdown');
  await mia.keyboard.press('Control+Enter');
  await expect(mia.getByText('Somebody else has to confirm this.')).toBeVisible();
  await expect(mia.getByRole('button', { name: 'Confirm' })).toHaveCount(0);
  await expect(ren.getByText(/Needs a second person/)).toBeVisible();
  await ren.keyboard.press('y');
  await expect(mia.locator('.zonestate.lockdown')).toBeVisible();
  await expect(ren.locator('.zonestate.lockdown')).toBeVisible();

  // Where it is led from is pressed on the plan, and stands on everybody's map as long as it does.
  await mia.keyboard.press('p');
  const place = mia.getByRole('form', { name: 'Set place' });
  await place.getByRole('group', { name: /^Plan/ }).click();
  await expect(place.getByRole('status')).toContainText('Marked:');
  await place.getByLabel('What to know').fill('Office behind desk 12');
  await mia.keyboard.press('Control+Enter');
  await expect(ren.getByText(/Office behind desk 12/)).toBeVisible();
  await mia.keyboard.press('p');
  await place.getByRole('button', { name: 'Staging area' }).click();
  await place.getByRole('group', { name: /^Plan/ }).focus();
  await mia.keyboard.press('ArrowRight');
  await mia.keyboard.press('Enter');
  await expect(place.getByRole('status')).toContainText('Marked:');
  expect(await axe(mia)).toEqual([]);
  await place.getByRole('button', { name: 'Save' }).click();
  await expect(place).toBeHidden();
  await ren.goto('/desk');
  const map = ren.getByRole('complementary', { name: 'Map' });
  await expect(map.getByRole('img', { name: 'Command post' })).toBeVisible();
  await expect(map.getByRole('img', { name: 'Staging area' })).toBeVisible();
  await ren.goto('/desk/map');
  await expect(ren.getByRole('main').getByText('Office behind desk 12')).toBeVisible();
  await ren.getByRole('link', { name: /Big incident A-0001/ }).click();

  // What somebody writes is shown as it was written.
  await mia.keyboard.press('d');
  await mia.getByRole('form', { name: 'Decide' }).getByLabel('Decision').fill('<img src=x onerror=alert(1)>');
  await mia.keyboard.press('Control+Enter');
  await expect(ren.getByText('<img src=x onerror=alert(1)>')).toBeVisible();
  await mia.keyboard.press('s');
  await expect(mia.getByRole('form', { name: 'Write report' }).getByLabel('Situation report')).toHaveValue(/not known/);
  await mia.keyboard.press('Escape');

  // What was pressed by mistake is taken back by the same button.
  for (const [key, form, words, pressed] of [
    ['t', 'Task', 'Sweep the hall', ['Done']],
    ['r', 'Resource', 'Fire engine', ['Arrived', 'Release']],
  ] as const) {
    await mia.keyboard.press(key);
    await mia.getByRole('form', { name: form }).getByLabel(form).first().fill(words);
    await mia.keyboard.press('Control+Enter');
    const line = mia.getByRole('listitem').filter({ hasText: words });
    for (const name of pressed)
      for (const state of ['true', 'false']) {
        await line.getByRole('button', { name }).click();
        await expect(line.getByRole('button', { name })).toHaveAttribute('aria-pressed', state);
      }
  }

  await mia.keyboard.press('m');
  const station = mia.getByRole('form', { name: 'Station' });
  await station.getByLabel('Name').fill('Car park');
  await station.getByLabel('Expected').fill('4');
  await mia.keyboard.press('Control+Enter');
  await expect(mia.getByRole('link', { name: 'Car park' })).toBeVisible();
  expect(await axe(mia)).toEqual([]);

  // A warden counts, loses the line, counts on, and it is sent once when the line is back.
  await ren.setViewportSize({ width: 390, height: 844 });
  await ren.getByRole('button', { name: 'Means' }).click();
  await ren.getByRole('link', { name: 'Car park' }).click();
  await ren.getByRole('button', { name: 'One more' }).click();
  await expect(ren.locator('.huge')).toHaveText('1');
  await expect(ren.getByText('Everything is sent.')).toBeVisible();
  stage.pardons = /ERR_INTERNET_DISCONNECTED|Failed to load resource/;
  await ren.context().setOffline(true);
  await ren.getByRole('button', { name: 'One more' }).click();
  await ren.getByLabel('Badge number').fill('HH-2207');
  await ren.keyboard.press('Enter');
  await expect(ren.locator('.huge')).toHaveText('3');
  await expect(ren.getByText('2 not sent yet')).toBeVisible();
  await expect(mia.locator('.mcount')).toContainText('1');
  await ren.context().setOffline(false);
  await expect(ren.getByText('Everything is sent.')).toBeVisible();
  await expect(ren.locator('.huge')).toHaveText('3');
  await expect(mia.locator('.mcount .mtotal')).toHaveText('3');
  await expect(mia.getByText(/^50 % after/)).toBeVisible();
  expect(await axe(ren)).toEqual([]);
});

test('a warden scans badges, and the page opens and counts without a line', async ({ server, stage }) => {
  await server.report({ category: 'hazard.fire', place: { zone: 'check-in-b' } });
  const mia = await server.officer();
  const incident = await mia.onlyIncident();
  const me = await mia.read<{ id: string }>('/me');
  type Major = { id: string; version: number; muster: { present: number } };
  const { id, version } = await mia.act<Major>(incident, 'declare', { version: incident.version, commander: me.id });
  const station = randomUUID();
  const open = { do: 'station', id: station, name: 'Car park', expected: 8 };
  await mia.post(`/desk/major/${id}/acts`, { version, act: open });
  const present = async () => (await mia.read<Major>(`/desk/major/${id}`)).muster.present;

  const context = await stage.context({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await withCamera(context);
  const phone = await context.newPage();
  await phone.goto(`/desk/major/${id}/muster/${station}`);
  await signIn(phone, 'second@demo.test');
  await expect(phone.getByRole('heading', { level: 1, name: 'Car park' })).toBeVisible();
  await phone.getByRole('button', { name: 'Scan badges' }).tap();
  await holdBadge(phone, 'HH-2207');
  await expect(phone.locator('.wcount .huge')).toHaveText('1');
  await expect(phone.getByText('HH-2207 is checked in.')).toBeVisible();
  await holdBadge(phone, 'https://badges.example/p/HH-2208');
  await expect(phone.locator('.wcount .huge')).toHaveText('2');
  await holdBadge(phone, 'hh 2207');
  await expect(phone.getByText('That badge is here already.')).toBeVisible();
  await expect(phone.locator('.wcount .huge')).toHaveText('2');
  await phone.getByRole('button', { name: 'Stop scanning' }).tap();
  await expect(phone.getByText('Everything is sent.')).toBeVisible();
  await expect.poll(present).toBe(2);
  expect(await axe(phone)).toEqual([]);

  // The service worker has the page, and the page what it needs.
  await keptForLater(phone);
  await expect
    .poll(() =>
      phone.evaluate(async () => {
        const made = performance.getEntriesByType('resource').map(({ name }) => name);
        const ours = made.filter((name) => name.includes('/assets/'));
        const kept = await Promise.all(ours.map((name) => caches.match(name, { ignoreVary: true })));
        return ours.some((name) => /decode/.test(name)) && kept.every(Boolean);
      }),
    )
    .toBe(true);
  stage.pardons = /ERR_INTERNET_DISCONNECTED|Failed to load resource/;
  await phone.context().setOffline(true);
  await phone.reload();
  await expect(phone.getByText(/^No line\. Shown as it was at/)).toBeVisible();
  await expect(phone.locator('.wcount .huge')).toHaveText('2');
  await phone.getByRole('button', { name: 'One more' }).tap();
  await phone.getByRole('button', { name: 'Scan badges' }).tap();
  await holdBadge(phone, 'HH-2209');
  await expect(phone.locator('.wcount .huge')).toHaveText('4');
  await expect(phone.getByText('2 not sent yet')).toBeVisible();
  expect(await axe(phone)).toEqual([]);
  // Once more without a line: nothing of it is lost.
  await phone.reload();
  await expect(phone.getByText('2 not sent yet')).toBeVisible();
  await expect(phone.locator('.wcount .huge')).toHaveText('4');
  expect(await present()).toBe(2);

  await phone.context().setOffline(false);
  await expect(phone.getByText('Everything is sent.')).toBeVisible({ timeout: 20_000 });
  await expect(phone.locator('.wcount .huge')).toHaveText('4');
  await expect(phone.getByText(/^No line/)).toBeHidden();
  await expect.poll(present).toBe(4);
  await phone.reload();
  await expect(phone.locator('.wcount .huge')).toHaveText('4');
  expect(await present()).toBe(4);
});
