import { expect, heading, live, test, type Page } from './stand';
import type { Server } from './stand';

/** A big incident that stands, and its page. */
async function declared(server: Server): Promise<string> {
  await server.report({ category: 'item.unattended', place: { zone: 'check-in-b' } });
  const mia = await server.officer();
  const incident = await mia.onlyIncident();
  const me = await mia.read<{ id: string }>('/me');
  const { id } = await mia.act<{ id: string }>(incident, 'declare', { version: incident.version, commander: me.id });
  return `/desk/major/${id}`;
}
const sheet = (desk: Page) => desk.getByRole('complementary', { name: 'Keys' });
const form = (desk: Page, name: string) => desk.getByRole('form', { name });
async function bind(desk: Page, what: string, key: string) {
  await desk.keyboard.press('?');
  await sheet(desk)
    .getByRole('button', { name: new RegExp(`^Change the key of “${what}”`) })
    .focus();
  await desk.keyboard.press('Enter');
  await desk.keyboard.press(key);
  await expect(sheet(desk).getByRole('status')).toContainText(`“${what}” is now`);
  await desk.keyboard.press('?');
  await expect(sheet(desk)).toBeHidden();
}
async function needAlt(desk: Page) {
  await desk.keyboard.press('?');
  await sheet(desk).getByRole('switch', { name: 'Single keys act alone' }).click();
  await desk.keyboard.press('Escape');
  await expect(sheet(desk)).toBeHidden();
}

test('a key of the big incident stays on its page', async ({ server, stage }) => {
  const path = await declared(server);
  const desk = await stage.desk();
  await desk.goto(path);
  await expect(heading(desk, 'Big incident A-0001')).toBeVisible();
  await expect(live(desk)).toBeVisible();
  await desk.keyboard.press('g');
  await expect(form(desk, 'Give role')).toBeVisible();
  expect(new URL(desk.url()).pathname).toBe(path);
});

test('the keys of the big incident are in the list, can be others, and can need Alt', async ({ server, stage }) => {
  const path = await declared(server);
  const desk = await stage.desk();
  await desk.goto(path);
  await expect(heading(desk, 'Big incident A-0001')).toBeVisible();
  await bind(desk, 'give a role', '#');
  await expect(desk.getByRole('button', { name: /^Give role/ })).toContainText('#');
  await desk.keyboard.press('#');
  await expect(form(desk, 'Give role')).toBeVisible();
  await desk.keyboard.press('Escape');
  await expect(form(desk, 'Give role')).toBeHidden();

  // Proposed here, it waits for another; whoever switched single keys off confirms with none.
  const ren = await stage.desk('second@demo.test');
  await ren.goto(path);
  await expect(heading(ren, 'Big incident A-0001')).toBeVisible();
  await desk.keyboard.press('z');
  await form(desk, 'Propose state').getByLabel('State').selectOption('lockdown');
  await desk.keyboard.press('Control+Enter');
  await expect(ren.getByRole('button', { name: /^Confirm/ })).toBeVisible();
  await needAlt(ren);
  await expect(ren.getByRole('button', { name: /^Confirm/ })).toContainText('Alt Y');
  for (const key of ['y', 'd', 'z', 'm']) await ren.keyboard.press(key);
  await expect(ren.locator('.mform')).toHaveCount(0);
  await expect(ren.getByRole('button', { name: /^Confirm/ })).toBeVisible();
  await ren.keyboard.press('Alt+y');
  await expect(ren.locator('.zonestate.lockdown')).toBeVisible();
});

test('the keys of the whole map are in the list, can be others, and can need Alt', async ({ server, stage }) => {
  await server.report({ category: 'item.unattended', place: { plate: 'BV-T1-114' } });
  const desk = await stage.desk();
  await desk.goto('/desk/map');
  const main = desk.getByRole('main', { name: 'Map' });
  await expect(main.getByRole('row')).not.toHaveCount(0);
  const floors = main.getByRole('group', { name: 'Floor', exact: true });
  await bind(desk, 'play the replay, or pause it', '#');
  await desk.keyboard.press('p');
  const replay = main.getByRole('slider');
  await expect(main.getByRole('button', { name: /^Replay/ })).toContainText('#');
  await expect(replay).toHaveCount(0);
  await desk.keyboard.press('#');
  await expect(replay).toBeVisible();
  await needAlt(desk);
  await expect(main.getByRole('button', { name: /^Pause|^Play/ })).toContainText('Alt #');
  const before = await floors.locator('[aria-pressed="true"]').textContent();
  await desk.keyboard.press('[');
  await desk.keyboard.press('#');
  expect(await floors.locator('[aria-pressed="true"]').textContent()).toBe(before);
  await desk.keyboard.press('Alt+[');
  await expect(floors.locator('[aria-pressed="true"]')).not.toHaveText(before!);
});
