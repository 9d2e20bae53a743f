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

test('both press in the same instant: one has it, and the other is told plainly', async ({ server, stage }) => {
  const places = ['BV-T1-114', 'BV-PB-07', 'BV-RS-11', 'BV-CG-12', 'BV-LS-01'];
  for (const plate of places) await server.report({ ...BAG, place: { plate } });
  const desks = [await stage.desk('officer@demo.test'), await stage.desk('second@demo.test')] as const;
  const names = ['Lindqvist', 'Tanaka'] as const;
  // Neither is answered before both have asked.
  let asked: (() => void)[] = [];
  for (const desk of desks)
    await desk.route(/\/acknowledge$/, async (route) => {
      await new Promise<void>((go) => {
        asked.push(go);
        if (asked.length === desks.length) for (const next of asked.splice(0)) next();
      });
      await route.continue();
    });
  const officer = await server.officer();
  for (let nth = 1; nth <= places.length; nth++) {
    const number = `A-000${nth}`;
    for (const desk of desks) {
      await row(desk, new RegExp(number)).click();
      await expect(button(desk, 'Acknowledge')).toBeEnabled();
    }
    asked = [];
    const answers = desks.map((desk) => desk.waitForResponse(/\/acknowledge$/));
    await Promise.all(desks.map((desk) => desk.keyboard.press('a')));
    const statuses = (await Promise.all(answers)).map((answer) => answer.status());
    expect([...statuses].sort()).toEqual([200, 409]);
    const loser = desks[statuses.indexOf(409)]!;
    const told = loser.getByRole('alert').filter({ hasText: 'Not sent: somebody was faster.' });
    await expect(told).toContainText('Status is now Acknowledged.');
    await expect(told).toHaveCount(1);
    await expect(desks[statuses.indexOf(200)]!.getByRole('alert').filter({ hasText: 'Not sent' })).toHaveCount(0);
    const incident = (await officer.incidents()).find((one) => one.number === number)!;
    expect(incident.version).toBe(2);
    const by = incident.timeline.filter(({ params }) => params['command'] === 'acknowledge');
    expect(by).toHaveLength(1);
    expect(JSON.stringify(by)).toContain(names[statuses.indexOf(200)]);
  }
});

test('two decide in forms that are open at once: the later sees both, and decides again', async ({ server, stage }) => {
  await server.report(BAG);
  const first = await stage.desk('officer@demo.test');
  const later = await stage.desk('supervisor@demo.test');
  for (const desk of [first, later]) {
    await row(desk, bag).click();
    await expect(button(desk, 'Acknowledge')).toBeEnabled();
  }
  await first.keyboard.press('a');
  for (const desk of [first, later]) {
    await expect(button(desk, 'En route')).toBeEnabled();
    await desk.keyboard.press('p');
  }
  const form = (desk: Page) => desk.getByRole('form', { name: 'Priority' });
  const reason = (desk: Page) => form(desk).getByRole('textbox');
  await later.keyboard.press('4');
  await reason(later).fill('The owner is on the way.');
  await first.keyboard.press('1');
  await reason(first).fill('It ticks.');
  await first.keyboard.press('Enter');
  await expect(form(first)).toBeHidden();
  await expect(row(later, bag)).toContainText('1 Bag');

  const refused = later.waitForResponse(/\/priority$/);
  await reason(later).press('Enter');
  expect((await refused).status()).toBe(409);
  const told = later.getByRole('alert').filter({ hasText: 'Not sent: somebody was faster.' });
  await expect(told).toContainText('Priority is now P1.');
  expect((await (await server.officer()).onlyIncident()).priority).toBe(1);
  // What the later one chose and wrote is still there beside it.
  await expect(reason(later)).toHaveValue('The owner is on the way.');
  await expect(form(later).getByRole('button', { name: /4/ })).toHaveAttribute('aria-pressed', 'true');
  await reason(later).press('Enter');
  await expect(form(later)).toBeHidden();
  await expect(told).toBeHidden();
  await expect.poll(async () => (await (await server.officer()).onlyIncident()).priority).toBe(4);

  // How it ended is said once.
  for (const desk of [first, later]) {
    await expect(button(desk, 'En route')).toBeEnabled();
    await desk.keyboard.press('r');
    await expect(desk.getByRole('region', { name: 'Resolve' })).toBeVisible();
  }
  await first.keyboard.press('2');
  await expect(row(later, bag)).toBeHidden();
  const late = later.waitForResponse(/\/status$/);
  await later.keyboard.press('1');
  expect((await late).status()).toBe(409);
  await expect(told).toContainText('Status is now Resolved.');
  await expect(later.getByRole('region', { name: 'Resolve' })).toBeHidden();
  const { timeline } = await (await server.officer()).onlyIncident();
  expect(JSON.stringify(timeline)).toContain('owner_found');
  expect(JSON.stringify(timeline)).not.toContain('no_trace');
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
