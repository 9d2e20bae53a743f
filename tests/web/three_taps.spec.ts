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
  const begun = Date.now();
  await phone.goto('/p/BV-T1-114');

  await phone.getByRole('button', { name: 'Report something' }).tap();
  await phone.getByRole('button', { name: 'Bag or object' }).tap();
  await phone.getByRole('button', { name: 'Send report' }).tap();
  await expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();

  expect(await phone.evaluate(() => window.taps)).toBe(3);
  // The promise is made to a person, who has to read; a machine must be far below it.
  expect(Date.now() - begun).toBeLessThan(20_000);
  const { reports, category } = await (await server.officer()).onlyIncident();
  expect(category).toBe('item.unattended');
  expect(reports[0]?.place.plate?.id).toBe('BV-T1-114');
});

test('without a sign it is one tap more', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await phone.addInitScript(() => {
    window.taps = 0;
    addEventListener('click', ({ isTrusted }) => (window.taps += Number(isTrusted)), true);
  });
  await expect(phone.getByText('Check-in A, Departures')).toBeVisible();
  await phone.goto('/');
  await phone.getByRole('button', { name: 'Report something' }).tap();
  await phone.getByRole('button', { name: 'Bag or object' }).tap();
  await phone.getByRole('application').tap();
  await phone.getByRole('button', { name: 'Send report' }).tap();
  await expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();
  expect(await phone.evaluate(() => window.taps)).toBe(4);
  expect((await (await server.officer()).onlyIncident()).reports[0]?.place.source).toBe('picked');
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
