import { expect, test } from './stand';

declare global {
  interface Window {
    taps: number;
  }
}

test('from the sign on the wall to sent in three taps', async ({ server, stage }) => {
  const phone = await stage.phone('/settings');
  await phone.addInitScript(() => {
    window.taps = 0;
    addEventListener('click', ({ isTrusted }) => (window.taps += Number(isTrusted)), true);
  });
  await phone.goto('/p/BV-T1-114');

  await phone.getByRole('button', { name: 'Report something' }).tap();
  await phone.getByRole('button', { name: 'Bag or object' }).tap();
  await phone.getByRole('button', { name: 'Send report' }).tap();
  await expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();

  expect(await phone.evaluate(() => window.taps)).toBe(3);
  const { reports, category } = await (await server.officer()).onlyIncident();
  expect(category).toBe('item.unattended');
  expect(reports[0]?.place.plate?.id).toBe('BV-T1-114');
});

test('what exactly it is may be said after it is sent, and only ever raises', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await phone.getByRole('button', { name: 'Report something' }).tap();
  await phone.getByRole('button', { name: 'Bag or object' }).tap();
  await phone.getByRole('button', { name: 'Send report' }).tap();
  await expect(phone.getByRole('heading', { level: 1, name: 'What is it?' })).toBeVisible();
  const officer = await server.officer();
  expect((await officer.onlyIncident()).priority).toBe(2);
  await phone.getByRole('button', { name: 'It looks dangerous' }).tap();
  await expect.poll(async () => (await officer.onlyIncident()).priority).toBe(1);
});
