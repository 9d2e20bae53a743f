import { expect, row, test, type Page } from './stand';

const BAG = { category: 'item.unattended', place: { plate: 'BV-T1-114' } };
const DOOR = { category: 'access.door_open', place: { plate: 'BV-T1-122' } };
const bag = /Bag or item left alone/;

test('two officers reach for one incident: one has it, the other is told who', async ({ server, stage }) => {
  await server.report(BAG);
  const first = await stage.desk('officer@demo.test');
  const second = await stage.desk('second@demo.test');
  for (const desk of [first, second]) {
    await row(desk, bag).click();
    await expect(desk.getByRole('heading', { level: 1, name: bag })).toBeVisible();
  }

  // The second press is already under way when the first is answered.
  let letGo = () => {};
  const held = new Promise<void>((done) => (letGo = done));
  await second.route(/\/acknowledge$/, async (route) => (await held, await route.continue()));
  const refused = second.waitForResponse(/\/acknowledge$/);
  const pressed = second.waitForRequest(/\/acknowledge$/);
  await second.keyboard.press('a');
  await pressed;
  await first.keyboard.press('a');
  await expect(row(first, bag)).toContainText('en route in');
  letGo();
  expect((await refused).status()).toBe(409);

  const told = second.getByRole('alert').filter({ hasText: 'Not sent: somebody was faster.' });
  await expect(told).toContainText('Status is now Acknowledged.');
  await expect(row(second, bag)).toContainText('en route in');
  const { assignee, status, timeline } = await (await server.officer()).onlyIncident();
  expect([assignee?.label, status]).toEqual([expect.stringContaining('Lindqvist'), 'acknowledged']);
  expect(timeline.filter(({ params }) => params['command'] === 'acknowledge')).toHaveLength(1);

  await told.getByRole('button', { name: 'Understood' }).click();
  await expect(told).toBeHidden();
  await second.keyboard.press('e');
  await expect(row(first, bag)).toContainText('on scene in');
});

test('what one officer notes, the other reads at once', async ({ server, stage }) => {
  await server.report(BAG);
  const first = await stage.desk('officer@demo.test');
  const second = await stage.desk('second@demo.test');
  for (const desk of [first, second]) await row(desk, bag).click();
  await first.keyboard.press('n');
  await first.getByRole('textbox', { name: 'Note' }).fill('Camera 12 shows the owner in the queue.');
  await first.getByRole('button', { name: /^Save/ }).click();
  await expect(second.getByText('Camera 12 shows the owner in the queue.')).toBeVisible();
  await server.report(DOOR);
  for (const desk of [first, second]) await expect(row(desk, /door/i)).toBeVisible();
});

test('a desk that loses its line says so, and then shows what it missed', async ({ server, stage }) => {
  await server.report(BAG);
  const desk = await stage.desk();
  await row(desk, bag).click();
  await expect(button(desk, 'Acknowledge')).toBeEnabled();

  await server.stop();
  const band = desk.getByRole('status').filter({ hasText: 'Not live since' });
  await expect(band).toBeVisible();
  await expect(button(desk, 'Acknowledge')).toBeDisabled();
  await expect(row(desk, bag)).toBeVisible();

  await desk.context().setOffline(true);
  await server.start();
  await server.report(DOOR);
  const officer = await server.officer('second@demo.test');
  const incident = (await officer.incidents()).find(({ category }) => category === 'item.unattended');
  await officer.act(incident!, 'acknowledge', { version: incident!.version });
  await expect(row(desk, /door/i)).toBeHidden();

  await desk.context().setOffline(false);
  await expect(band).toBeHidden();
  await expect(row(desk, /door/i)).toBeVisible();
  await expect(row(desk, bag)).toContainText('en route in');
  await expect(button(desk, 'En route')).toBeEnabled();
});

const button = (desk: Page, name: string) =>
  desk.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: new RegExp(`^${name}`) });
