import AxeBuilder from '@axe-core/playwright';
import { expect, row, test } from './stand';

const BAG = {
  category: 'item.unattended',
  place: { plate: 'BV-T1-114' },
  narrative: 'A purple rucksack with a broken zip',
};
const DOOR = { category: 'access.door_open', place: { plate: 'BV-T1-122' } };
const SOMEWHERE = { category: 'person.harassment', place: { text: 'outside, I think' } };
const bag = /Bag or item left alone/;
const door = /door/i;

test('an officer narrows the queue, sends the address on, and keeps the list by name', async ({ server, stage }) => {
  await server.report(BAG);
  await server.report(DOOR);
  const desk = await stage.desk();
  await expect(row(desk, door)).toBeVisible();

  await desk.keyboard.press('f');
  const panel = desk.getByRole('group', { name: 'Narrow the queue' });
  await panel.getByLabel('Category').selectOption('item.unattended');
  await expect(row(desk, door)).toBeHidden();
  await expect(row(desk, bag)).toBeVisible();
  await expect(desk).toHaveURL(/\?category=item\.unattended/);
  expect((await new AxeBuilder({ page: desk }).analyze()).violations).toEqual([]);

  await panel.getByLabel('Name this list').fill('Bags');
  await panel.getByLabel('Shared with colleagues').check();
  await panel.getByRole('button', { name: 'Keep' }).click();
  await expect(panel.getByRole('list', { name: 'Kept lists' })).toContainText('Bags');
  await panel.getByRole('button', { name: 'Widen again' }).click();
  await expect(row(desk, door)).toBeVisible();
  await expect(desk).toHaveURL(/\/desk$/);

  // A colleague opens the address, and finds the list. What does not belong to it stays away when it comes.
  const second = await stage.desk('second@demo.test');
  await second.goto('/desk?category=item.unattended');
  await expect(row(second, bag)).toBeVisible();
  await server.report({ ...DOOR, place: { plate: 'BV-T1-110' } });
  await expect(second.getByText('The queue is narrowed')).toBeVisible();
  await expect(row(second, door)).toBeHidden();
  await row(second, bag).click();
  await expect(second).toHaveURL(/\/desk\/A-0001\?category=item\.unattended/);
  await second.keyboard.press('f');
  await second.getByRole('list', { name: 'Kept lists' }).getByRole('button', { name: 'Bags' }).click();
  await second.keyboard.press('Escape');
  await second.getByRole('button', { name: 'Widen again' }).click();
  await expect(row(second, door).first()).toBeVisible();
});

test('what somebody wrote is found though it is sealed, and who told it narrows the queue', async ({
  server,
  stage,
}) => {
  await server.report(BAG);
  await server.report(DOOR);
  const desk = await stage.desk();
  await desk.getByRole('searchbox').fill('zip purple');
  await expect(row(desk, bag)).toBeVisible();
  await expect(row(desk, door)).toBeHidden();
  await desk.getByRole('searchbox').fill('');
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('f');
  await desk.getByLabel('Told by').selectOption('staff');
  await expect(desk.getByText('Nothing matches.')).toBeVisible();
  await desk.getByLabel('Told by').selectOption('anonymous');
  await expect(row(desk, bag)).toBeVisible();
  // What comes in meanwhile is asked of the server, too.
  await server.report({ category: 'fault.equipment', place: { plate: 'BV-T1-110' } });
  await expect(desk.getByRole('button', { name: /equipment|fault|broken/i }).first()).toBeVisible();
});

test('a skill that is wanted narrows the queue, and stands in the address', async ({ server, stage }) => {
  await server.report(BAG);
  await server.report({ category: 'crime.drugs', place: { plate: 'BV-T1-122' } });
  const desk = await stage.desk();
  const drugs = row(desk, /drugs/i);
  await expect(drugs).toBeVisible();
  await desk.keyboard.press('f');
  const panel = desk.getByRole('group', { name: 'Narrow the queue' });
  await panel.getByLabel('Skill wanted').selectOption('bomb disposal');
  await expect(drugs).toBeHidden();
  await expect(row(desk, bag)).toBeVisible();
  await expect(desk).toHaveURL(/\?skill=eod/);
  await panel.getByLabel('Skill wanted').selectOption('Any');
  await expect(drugs).toBeVisible();
  await expect(desk).toHaveURL(/\/desk$/);
  // A colleague opens the address.
  const second = await stage.desk('second@demo.test');
  await second.goto('/desk?skill=eod');
  await expect(row(second, bag)).toBeVisible();
  await expect(row(second, /drugs/i)).toBeHidden();
  await second.keyboard.press('f');
  await expect(second.getByLabel('Skill wanted')).toHaveValue('eod');
});

test('what cannot be placed has a box of its own', async ({ server, stage }) => {
  await server.report(BAG);
  await server.report(SOMEWHERE);
  const desk = await stage.desk();
  const box = desk.getByRole('button', { name: 'Uncorrelated 1' });
  await box.click();
  await expect(row(desk, bag)).toBeHidden();
  await expect(desk.locator('.qrow')).toHaveCount(1);
  await expect(box).toHaveAttribute('aria-pressed', 'true');
  await box.click();
  await expect(row(desk, bag)).toBeVisible();
});
