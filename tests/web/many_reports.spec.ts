import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, PHOTOS, row, test, type Server } from './stand';
import { putPhoto } from './stand/walk';

const BAG = { category: 'item.unattended', place: { plate: 'BV-T1-114' } };
const PAGE = 50;
const COUNT = 60;
const LATE = 'The man came back for it, I saw him.';

/** Many see one bag: all say the same, and the last one of them something else, with a photo of it. */
async function crowd(server: Server): Promise<void> {
  await server.report({ ...BAG, answers: { saw_leave: 'looked_like_forgotten' } });
  for (let sent = 1; sent < COUNT - 1; sent += 10)
    await Promise.all(
      Array.from({ length: Math.min(10, COUNT - 1 - sent) }, (_, nth) =>
        server.report({ ...BAG, narrative: `Seen by ${sent + nth}.`, answers: { saw_leave: 'looked_like_forgotten' } }),
      ),
    );
  const { id, receipt } = await server.report({
    ...BAG,
    narrative: LATE,
    answers: { saw_leave: 'left_on_purpose', hot_typical: 'yes' },
  });
  await putPhoto(server, id, receipt, await readFile(PHOTOS.withPlace));
}

test('what the last of many says is known, and nothing is called unasked before it was read', async ({
  server,
  stage,
}) => {
  await crowd(server);
  const officer = await server.officer();
  const { id, report_count } = await officer.onlyIncident();
  expect(report_count).toBe(COUNT);
  const last = async () =>
    (
      await officer.read<{ reports: { photos: { state: string }[] }[] }>(
        `/desk/incidents/${id}?reports_cursor=${(await officer.onlyIncident()).reports.at(-1)!.id}`,
      )
    ).reports.at(-1)!;
  await expect.poll(async () => (await last()).photos[0]?.state, { timeout: 30_000 }).toBe('ready');

  const desk = await stage.desk();
  let free!: () => void;
  const held = new Promise<void>((done) => (free = done));
  await desk.route(/reports_cursor=/, async (route) => {
    await held;
    await route.continue();
  });
  await desk.getByRole('region', { name: 'Queue' }).getByRole('listitem').getByRole('button').first().click();
  const know = desk.locator('section').filter({ has: desk.getByRole('heading', { name: /^What we know/ }) });
  const hot = desk.locator('section').filter({ has: desk.getByRole('heading', { name: /^HOT check/ }) });
  for (const section of [know, hot]) {
    await expect(section.getByRole('heading')).toContainText(`first ${PAGE} of ${COUNT} reports`);
    await expect(section).toContainText('not read yet');
    await expect(section.getByText('not asked', { exact: true }).and(desk.locator('.m'))).toHaveCount(0);
  }

  // The rest comes by itself.
  free();
  await expect(know.getByRole('heading')).toHaveText('What we know');
  await expect(know).toContainText(`R${COUNT}: Left on purpose`);
  await expect(know.getByText('1 contradiction.')).toBeVisible();
  await expect(know.getByRole('columnheader', { name: `Report ${COUNT}` })).toBeVisible();
  await expect(hot.locator('dd').last()).toHaveText(/Yes/);
  await expect(desk.getByRole('button', { name: `Photo 1, report ${COUNT}` })).toBeVisible();

  // All columns are there for whoever wants them.
  await expect(know.getByRole('columnheader', { name: /^Report/ })).toHaveCount(6);
  await know.getByRole('button', { name: `${COUNT - 6} more reports` }).click();
  await expect(know.getByRole('columnheader', { name: /^Report/ })).toHaveCount(COUNT);
  const { violations } = await new AxeBuilder({ page: desk }).include('.inc').analyze();
  expect(violations.map((one) => one.id)).toEqual([]);
  await know.getByRole('button', { name: 'Show fewer' }).click();

  // What was opened stays open when something happens, in its order and nothing twice.
  const reports = desk.locator('article.rep');
  await expect(reports).toHaveCount(PAGE);
  await desk.getByRole('button', { name: /^Show later reports/ }).click();
  await expect(reports).toHaveCount(COUNT);
  await expect(reports.last()).toContainText(LATE);
  await desk.route(/reports_cursor=/, (route) => route.abort());
  await officer.act({ id }, 'note', { text: 'Camera 12 has it.' });
  await expect(desk.getByText('Camera 12 has it.').first()).toBeVisible();
  await expect(reports).toHaveCount(COUNT);
  await expect(know.getByRole('heading')).toHaveText('What we know');
  await desk.unroute(/reports_cursor=/);
  await server.report({ ...BAG, narrative: 'One more.' });
  await expect(reports.last()).toContainText('One more.');
  await expect(reports).toHaveCount(COUNT + 1);
  const numbers = await reports.locator('.r').allTextContents();
  expect(numbers).toEqual(Array.from({ length: COUNT + 1 }, (_, nth) => `R${nth + 1}`));
});

test('two incidents are compared by all that is told of them', async ({ server, stage }) => {
  await crowd(server);
  // 20 m away: too near to be surely two things, too far to be surely one.
  await server.report({ ...BAG, place: { plate: 'BV-T1-101' }, answers: { hot_typical: 'unsure' } });
  const desk = await stage.desk();
  let free!: () => void;
  const held = new Promise<void>((done) => (free = done));
  await desk.route(/reports_cursor=/, async (route) => {
    await held;
    await route.continue();
  });
  await row(desk, /Bag or item left alone/)
    .filter({ hasText: 'A-0002' })
    .click();
  await expect(desk.getByRole('region', { name: 'May be the same' })).toContainText('A-0001');
  await desk.keyboard.press('d');
  const table = desk.getByRole('table', { name: 'One thing or two?' });
  await expect(table.getByRole('row', { name: /^Reports/ })).toContainText(`first ${PAGE} of ${COUNT} reports`);
  const typical = table.getByRole('row', { name: /expect to see/ });
  await expect(typical).toContainText('not read yet');
  const { violations } = await new AxeBuilder({ page: desk }).include('.compare').analyze();
  expect(violations.map((one) => one.id)).toEqual([]);
  free();
  await expect(typical).toContainText(`R${COUNT}`);
  await expect(typical).not.toContainText('not read yet');
  await expect(table.getByRole('row', { name: /^Reports/ })).toHaveCount(0);
  await expect(table.getByRole('row', { name: /how it was left/ })).toContainText(/R1, R2.*more reports/);
});
