import { expect, heading, send, test } from './stand';

test('sent by mistake is undone with one tap, and the officers know', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await send(phone, 'Bag or object');
  await expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();
  await phone.getByRole('button', { name: 'Undo' }).tap();
  await expect(heading(phone, 'You took this back')).toBeVisible();

  const officer = await server.officer();
  await expect
    .poll(async () => (await officer.onlyIncident()).reports[0]?.withdrawn?.reason, { timeout: 10_000 })
    .toBe('mistake');
  expect((await officer.onlyIncident()).status).toBe('open');
  const desk = await stage.desk();
  await desk.getByRole('region', { name: 'Queue' }).getByRole('listitem').getByRole('button').first().click();
  await expect(desk.getByText('sent by mistake')).toBeVisible();
});

test('taken back later, with a reason', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await send(phone, 'Bag or object');
  await phone.getByRole('button', { name: 'I’m done' }).tap();
  await phone.getByRole('link', { name: 'Take it back' }).tap();
  await expect(heading(phone, 'Why do you take it back?')).toBeVisible();
  await phone.getByRole('button', { name: 'It was nothing' }).tap();
  await expect(heading(phone, 'You took this back')).toBeVisible();
  const officer = await server.officer();
  await expect.poll(async () => (await officer.onlyIncident()).reports[0]?.withdrawn?.reason).toBe('nothing');
});

test('somebody who reported a moment ago is still there: the place need not be said again', async ({
  server,
  stage,
}) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await send(phone, 'Bag or object');
  await expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();
  await phone.goto('/');
  await expect(phone.getByText('Check-in A, Departures')).toBeVisible();
  await send(phone, 'Drone or laser');
  await expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();
  const incidents = await (await server.officer()).incidents();
  expect(incidents.map(({ reports }) => reports[0]?.place.plate?.id)).toEqual(['BV-T1-114', 'BV-T1-114']);
});

test('everything on the phone is erased when somebody asks for it', async ({ stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await send(phone, 'Bag or object');
  await expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();
  await phone.goto('/settings');
  await phone.getByRole('button', { name: 'Erase everything here' }).tap();
  await phone.getByRole('button', { name: 'Erase everything', exact: true }).tap();
  await expect(phone.getByText('Nothing is left on this phone.')).toBeVisible();
  await phone.goto('/reports');
  await expect(heading(phone, 'No report on this phone')).toBeVisible();
});
