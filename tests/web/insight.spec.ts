import { readFile } from 'node:fs/promises';
import { expect, test } from './stand';
import { worked } from './stand/walk';

const HALL = [...Array<string>(5).fill('BV-T1-114'), 'BV-LS-01'];

test('a supervisor reads how long it took, as charts, tables and a file, by keyboard', async ({ server, stage }) => {
  await worked(server, HALL);
  await server.report({ category: 'item.unattended', place: { plate: 'BV-T1-151' } });
  const desk = await stage.desk('supervisor@demo.test');
  await desk.getByRole('link', { name: 'Insight' }).click();
  const numbers = desk.getByRole('main', { name: 'Response times' });
  const heat = numbers.getByRole('region', { name: /When and where/ });
  await expect(async () => {
    await numbers.getByRole('button', { name: '7 days' }).click();
    await expect(
      heat
        .getByRole('row', { name: /Check-in A/ })
        .getByRole('cell')
        .last(),
    ).toHaveText('5', { timeout: 500 });
  }).toPass();

  // Five were on scene at once, of one alone nobody says how long it took.
  const places = numbers.getByRole('region', { name: /On scene, by place/ });
  await expect(places.getByRole('row', { name: /Check-in A/ })).toContainText(/[01] s/);
  await expect(places.getByRole('row', { name: /Taxi rank/ })).toContainText('fewer than 5');
  await expect(numbers.getByRole('img', { name: /by hour of the day/ })).toBeVisible();
  await expect(numbers.getByRole('region', { name: /^Now/ })).toContainText('A-0007');

  // Every row leads to what is behind it.
  const behind = places.getByRole('link', { name: 'Incidents: Check-in A' });
  await expect(behind).toHaveAttribute(
    'href',
    /^\/desk\?venue=bayview&zone=check-in-a&drill=false&since=20.*&until=20/,
  );

  await desk.keyboard.press('t');
  const hours = numbers.getByRole('region', { name: /On scene, by hour/ });
  await expect(hours.getByRole('row')).toHaveCount(25);
  await expect(numbers.getByRole('img', { name: /by hour of the day/ })).toHaveCount(0);
  await desk.keyboard.press('t');
  await expect(numbers.getByRole('img', { name: /by hour of the day/ })).toBeVisible();

  const saving = desk.waitForEvent('download');
  await desk.keyboard.press('v');
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^bayview-zone-20\d\d-\d\d-\d\d\.csv$/);
  const table = await readFile(await saved.path(), 'utf8');
  expect(table).toMatch(/^by,key,label,incidents,/);
  expect(table).toContain('zone,check-in-a,Check-in A,5,5,');

  // So has every other chart a file of its own.
  for (const [name, file, head] of [
    ['On scene, by hour', 'hours', 'by,key,label,incidents,'],
    ['Fairness', 'language', 'by,key,label,incidents,'],
  ] as const) {
    const saving = desk.waitForEvent('download');
    await numbers.getByRole('button', { name: `Save as CSV: ${name}` }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toContain(`bayview-${file}-20`);
    expect(await readFile(await saved.path(), 'utf8')).toContain(head);
  }

  await numbers.getByRole('button', { name: 'Kind' }).click();
  await expect(places.getByRole('row', { name: /Bag or item left alone/ })).toHaveCount(0);
  await expect(numbers.getByRole('region', { name: /On scene, by kind/ })).toContainText('Bag or item left alone');
  await numbers.getByRole('button', { name: 'P3' }).click();
  await expect(numbers.getByRole('button', { name: 'P3' })).toHaveAttribute('aria-pressed', 'true');
});

test('without a line it is said that numbers may be old; an administrator is told them coarsely', async ({
  server,
  stage,
}) => {
  await worked(server, HALL);
  const desk = await stage.desk('supervisor@demo.test');
  await desk.getByRole('link', { name: 'Insight' }).click();
  await expect(async () => {
    await desk.getByRole('button', { name: '7 days' }).click();
    await expect(desk.locator('.ht tbody tr')).toHaveCount(2, { timeout: 500 });
  }).toPass();
  const admin = await server.officer('admin@demo.test');
  const coarse = await admin.read<{ coarse: boolean; numbers: { incidents: number } }>('/desk/insight?venue=bayview');
  expect([coarse.coarse, coarse.numbers.incidents]).toEqual([true, 5]);
  await server.stop();
  await desk.getByRole('button', { name: '30 days' }).click();
  await expect(desk.getByText('The numbers could not be read. What is shown may be old.')).toBeVisible();
  await expect(desk.locator('.ht tbody tr')).toHaveCount(2);
});
