import { expect, heading, row, send, test, type Page, type Server } from './stand';

/** Two signs 20 m apart: too near to be surely two things, too far to be surely one. */
const SIGNS = ['BV-T1-114', 'BV-T1-101'];
const BAG = 'item.unattended';
const bags = (desk: Page) => row(desk, /Bag or item left alone/);
const undo = (desk: Page) => desk.getByRole('button', { name: /^Undo/ });
const acts = (desk: Page) => desk.getByRole('toolbar', { name: 'Acts' });

async function standing(server: Server) {
  const all = await (await server.officer()).incidents();
  return all
    .filter(({ status }) => status !== 'merged')
    .map(({ number, report_count }) => `${number}: ${report_count}`)
    .sort();
}

test('two bags are made one, two again, one, and one report goes its own way', async ({ server, stage }) => {
  for (const sign of SIGNS) await send(await stage.phone(`/p/${sign}`), 'Bag or object');
  const desk = await stage.desk();
  await expect(bags(desk)).toHaveCount(2);
  await bags(desk).filter({ hasText: 'A-0002' }).click();
  const same = desk.getByRole('region', { name: 'May be the same' });
  await expect(same).toContainText('A-0001');
  await expect(same).toContainText(/2[01] m away.*same floor.*(earlier|same time)/s);

  // By keyboard: compare, merge, undo, merge again.
  await desk.keyboard.press('d');
  await expect(heading(desk, 'One thing or two?')).toBeFocused();
  await expect(desk.getByRole('columnheader', { name: /A-0001/ })).toContainText('This number stays');
  await expect(desk.getByRole('row', { name: /^Where/ })).toContainText(/2[01] m/);
  await desk.keyboard.press('s');
  await expect(desk.getByRole('columnheader', { name: /A-0002/ })).toContainText('This number stays');
  await desk.keyboard.press('s');
  await desk.keyboard.press('k');
  await expect(heading(desk, 'Bag or item left alone')).toBeVisible();
  expect(await standing(server)).toEqual(['A-0001: 1', 'A-0002: 1']);
  await desk.keyboard.press('d');
  await expect(acts(desk).getByRole('button', { name: /Merge into A-0001/ })).toBeEnabled();
  await desk.keyboard.press('m');
  await expect(desk.getByRole('status').filter({ hasText: 'A-0002 is merged into A-0001.' })).toBeVisible();
  await expect(bags(desk)).toHaveCount(1);
  await expect(desk).toHaveURL(/A-0001$/);
  expect(await standing(server)).toEqual(['A-0001: 2']);

  await desk.keyboard.press('u');
  await expect(bags(desk)).toHaveCount(2);
  await expect(desk).toHaveURL(/A-0002$/);
  expect(await standing(server)).toEqual(['A-0001: 1', 'A-0002: 1']);

  await desk.keyboard.press('d');
  await expect(acts(desk).getByRole('button', { name: /Merge into A-0001/ })).toBeEnabled();
  await desk.keyboard.press('m');
  await expect(bags(desk)).toHaveCount(1);
  await expect(desk.getByRole('listitem').filter({ hasText: 'merged A-0002 into this' })).toHaveCount(2);

  // The number that was merged leads to the one that stays, and back.
  await desk.getByRole('link', { name: 'A-0002', exact: true }).click();
  await expect(desk.getByRole('heading', { name: 'Merged into A-0001' })).toBeVisible();
  await expect(acts(desk).getByRole('button', { name: /Take the merge back/ })).toBeVisible();
  await desk.getByRole('link', { name: 'Merged into A-0001' }).click();
  await expect(desk).toHaveURL(/A-0001$/);

  await expect(desk.getByRole('button', { name: /^Split off/ })).toBeVisible();
  await desk.keyboard.press('x');
  await expect(heading(desk, 'Which reports tell of something else?')).toBeFocused();
  await desk.keyboard.press('2');
  await expect(desk.getByRole('checkbox', { name: /^R2/ })).toBeChecked();
  await desk.keyboard.press('x');
  await expect(desk.getByRole('status').filter({ hasText: '1 report is split off as A-0003.' })).toBeVisible();
  await expect(bags(desk)).toHaveCount(2);
  await expect(desk.getByRole('listitem').filter({ hasText: 'split 1 report off as A-0003' })).toBeVisible();
  expect(await standing(server)).toEqual(['A-0001: 1', 'A-0003: 1']);
  await undo(desk).click();
  await expect(bags(desk)).toHaveCount(1);
  expect(await standing(server)).toEqual(['A-0001: 2']);
});

test('an address of a merged incident says where it lives on, and takes the merge back', async ({ server, stage }) => {
  for (const plate of SIGNS) await server.report({ category: BAG, place: { plate } });
  const officer = await server.officer();
  const [into, from] = (await officer.incidents()).sort((a, b) => a.number.localeCompare(b.number));
  const body = {
    version: from!.version,
    into: into!.id,
    into_version: into!.version,
  };
  await officer.act(from!, 'merge', body);

  const desk = await stage.desk('second@demo.test');
  await expect(bags(desk)).toHaveCount(1);
  await desk.goto('/desk/A-0002');
  await expect(desk.getByRole('heading', { name: 'Merged into A-0001' })).toBeVisible();
  await acts(desk)
    .getByRole('button', { name: /Take the merge back/ })
    .click();
  await expect(bags(desk)).toHaveCount(2);
  expect(await standing(server)).toEqual(['A-0001: 1', 'A-0002: 1']);
});

test('who merges what somebody else has just changed is told, and sees both as they are', async ({ server, stage }) => {
  for (const plate of SIGNS) await server.report({ category: BAG, place: { plate } });
  const desk = await stage.desk('second@demo.test');
  await bags(desk).filter({ hasText: 'A-0002' }).click();
  await expect(desk.getByRole('region', { name: 'May be the same' })).toContainText('A-0001');
  await desk.keyboard.press('d');
  const merge = acts(desk).getByRole('button', { name: /Merge into A-0001/ });
  await expect(merge).toBeEnabled();

  let letGo = () => {};
  const held = new Promise<void>((done) => (letGo = done));
  await desk.route(/\/merge$/, async (route) => (await held, await route.continue()), { times: 1 });
  const refused = desk.waitForResponse(/\/merge$/);
  const pressed = desk.waitForRequest(/\/merge$/);
  await desk.keyboard.press('m');
  await pressed;
  const officer = await server.officer();
  const first = (await officer.incidents()).find(({ number }) => number === 'A-0001');
  await officer.act(first!, 'acknowledge', { version: first!.version });
  letGo();
  expect((await refused).status()).toBe(409);

  const told = desk.getByRole('alert').filter({ hasText: 'Not merged: A-0001 changed since you looked.' });
  await expect(told).toContainText('Status is now Acknowledged.');
  await expect(desk.getByRole('columnheader', { name: /A-0001/ })).toContainText('Acknowledged');
  expect(await standing(server)).toEqual(['A-0001: 1', 'A-0002: 1']);
  await expect(merge).toBeEnabled();
  await desk.keyboard.press('m');
  await expect(bags(desk)).toHaveCount(1);
});
