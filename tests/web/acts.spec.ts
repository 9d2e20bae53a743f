import { expect, row, test, type Page } from './stand';

const BAG = { category: 'item.unattended', place: { plate: 'BV-T1-114' } };
const DRUNK = { category: 'crime.disorder', place: { plate: 'BV-T1-151' } };
const DOOR = { category: 'access.door_open', place: { plate: 'BV-LS-01' } };
const bag = /Bag or item left alone/;

const acts = (desk: Page) => desk.getByRole('toolbar', { name: 'Acts', exact: true });
const act = (desk: Page, name: string | RegExp) => acts(desk).getByRole('button', { name });
const status = (desk: Page, text: string | RegExp) => desk.getByRole('status').filter({ hasText: text });

test('a wrong key is taken back, and somebody has to acknowledge again', async ({ server, stage }) => {
  await server.report(BAG);
  const desk = await stage.desk();
  const other = await stage.desk('second@demo.test');
  await row(desk, bag).click();
  await expect(act(desk, /^Acknowledge/)).toBeEnabled();
  await desk.keyboard.press('a');
  await expect(status(desk, 'A-0001 is acknowledged.')).toContainText(/0:(10|09|08)/);
  await expect(row(other, bag)).toContainText('en route in');
  await desk.keyboard.press('u');
  await expect(act(desk, /^Acknowledge/)).toBeEnabled();
  await expect(row(other, bag)).not.toContainText('en route in');
  await expect(act(desk, /^Undo/)).toBeHidden();
  await expect(desk.getByRole('listitem').filter({ hasText: 'took the last act back' })).toBeVisible();

  // What somebody else has decided since is not pulled away.
  await row(other, bag).click();
  await expect(act(other, /^Acknowledge/)).toBeEnabled();
  await desk.keyboard.press('a');
  await expect(act(desk, /^Undo/)).toBeVisible();
  await expect(act(other, /^En route/)).toBeEnabled();
  await other.keyboard.press('e');
  await expect(row(desk, bag)).toContainText('on scene in');
  await act(desk, /^Undo/).click();
  const told = desk.getByRole('alert').filter({ hasText: 'Not taken back' });
  await expect(told).toBeVisible();
  await expect(row(desk, bag)).toContainText('on scene in');
});

test('an officer calls for help by holding a button, and a colleague comes', async ({ server, stage }) => {
  await server.report(DRUNK);
  const mia = await stage.desk();
  const ren = await stage.desk('second@demo.test');
  const one = mia.getByRole('region', { name: 'Queue' }).locator('.qrow');
  await one.click();
  await expect(act(mia, /^Acknowledge/)).toBeEnabled();
  for (const [key, next] of [
    ['a', /^En route/],
    ['e', /^On scene/],
    ['s', /^Resolve/],
  ] as const) {
    await mia.keyboard.press(key);
    await expect(act(mia, next)).toBeEnabled();
  }
  await expect(row(mia, /./)).toContainText('news in');

  // A moment is not enough; a second is.
  const help = act(mia, /^Need help/);
  const band = ren.getByRole('region', { name: 'P1 waits: A-0001' });
  await help.hover();
  await mia.mouse.down();
  await expect(acts(mia).getByRole('button', { name: /^Hold on/ })).toBeVisible();
  await mia.mouse.up();
  await expect(acts(mia).getByRole('button', { name: /^Again: call everybody/ })).toBeVisible();
  await mia.keyboard.press('Escape');
  await expect(help).toBeVisible();
  await expect(band).toBeHidden();
  await mia.mouse.down();
  await expect(band).toContainText(/Lindqvist.*needs help/);
  await mia.mouse.up();
  await expect(mia.getByRole('region', { name: 'P1 waits: A-0001' })).toContainText('You called for help');
  await expect(status(mia, 'Everybody on duty is called to A-0001.')).toBeVisible();

  await ren.keyboard.press('a');
  await expect(band).toBeHidden();
  const { assignee, status: now, help: open } = await (await server.officer()).onlyIncident();
  expect([assignee?.label, now, open]).toEqual([expect.stringContaining('Lindqvist'), 'on_scene', undefined]);

  // By key: twice.
  await mia.keyboard.press('h');
  await expect(band).toBeHidden();
  await mia.keyboard.press('h');
  await expect(band).toBeVisible();
  await expect(act(mia, /^Undo/)).toBeVisible();
  await mia.keyboard.press('u');
  await expect(band).toBeHidden();
});

test('several are acknowledged together; one changed meanwhile, and one undo takes the rest back', async ({
  server,
  stage,
}) => {
  for (const report of [BAG, DRUNK, DOOR]) await server.report(report);
  const desk = await stage.desk();
  const rows = desk.getByRole('region', { name: 'Queue' }).locator('.qrow');
  await expect(rows).toHaveCount(3);
  await rows.first().focus();
  await desk.keyboard.press('j');
  await desk.keyboard.press('Shift+J');
  await desk.keyboard.press('Shift+J');
  const bar = desk.getByRole('toolbar', { name: 'Acts on all chosen' });
  await expect(bar).toContainText('3 chosen');

  let letGo = () => {};
  const held = new Promise<void>((done) => (letGo = done));
  await desk.route(/\/acknowledge$/, async (route) => (await held, await route.continue()));
  const pressed = desk.waitForRequest(/\/acknowledge$/);
  await desk.keyboard.press('a');
  await pressed;
  const officer = await server.officer('second@demo.test');
  const faster = (await officer.incidents()).find(({ category }) => category === BAG.category);
  await officer.act(faster!, 'acknowledge', { version: faster!.version });
  letGo();

  const told = desk.getByRole('alert').filter({ hasText: '2 of 3 done.' });
  await expect(told).toContainText(/A-0001 changed meanwhile: Acknowledged, .*Tanaka/);
  await expect(status(desk, '2 acknowledged.')).toBeVisible();
  const standing = async () => (await officer.incidents()).map(({ status }) => status).sort();
  expect(await standing()).toEqual(['acknowledged', 'acknowledged', 'acknowledged']);
  await desk.keyboard.press('u');
  await expect.poll(standing).toEqual(['acknowledged', 'open', 'open']);
  await expect(bar).toContainText('3 chosen');
  await desk.keyboard.press('Escape');
  await expect(bar).toBeHidden();
});

test('what one watches, puts off and links, behind More', async ({ server, stage }) => {
  await server.report(BAG);
  await server.report(DOOR);
  const desk = await stage.desk();
  await row(desk, bag).click();
  await expect(act(desk, /^Acknowledge/)).toBeEnabled();
  await desk.keyboard.press('a');
  await expect(act(desk, /^En route/)).toBeEnabled();
  await desk.keyboard.press('.');
  const more = desk.getByRole('region', { name: 'More' });
  await expect(more.getByRole('button').nth(1)).toBeFocused();
  await desk.keyboard.press('b');
  await desk.keyboard.press('.');
  await expect(more.getByRole('button', { name: /Watch no longer/ })).toHaveAttribute('aria-pressed', 'true');
  await desk.keyboard.press('z');
  await desk.getByRole('form', { name: 'Snooze' }).getByRole('button', { name: '1 hour' }).click();
  await expect(status(desk, 'A-0001 has left your queue.')).toBeVisible();
  await desk.keyboard.press('l');
  const linked = desk.getByRole('region', { name: 'Belongs together' });
  await linked.getByRole('textbox').fill('A-0009');
  await desk.keyboard.press('Enter');
  await expect(linked.getByRole('alert')).toContainText('no other incident');
  await linked.getByRole('textbox').fill('a-0002');
  await desk.keyboard.press('Enter');
  await expect(linked.getByRole('link', { name: /A-0002/ })).toBeVisible();
  await linked.getByRole('link', { name: /A-0002/ }).click();
  await expect(linked.getByRole('link', { name: /A-0001/ })).toBeVisible();
});
