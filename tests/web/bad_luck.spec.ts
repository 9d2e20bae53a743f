import { expect, heading, see, send, test } from './stand';

/** In the middle of the check-in hall of the made-up airport. */
const INSIDE = { latitude: 53.99951, longitude: 3.99861 };

test('whoever refuses camera and position still reports', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  await phone.goto('/');
  await see(phone, 'Bag or object');
  await phone.getByRole('button', { name: 'Find me' }).tap();
  await expect(phone.getByText('We cannot find you. Tap the map instead.')).toBeVisible();
  await phone.getByRole('link', { name: 'Scan a sign' }).tap();
  await phone.getByRole('button', { name: 'Use the camera' }).tap();
  await expect(phone.getByRole('alert')).toHaveText('The camera did not open. Enter the code.');
  await phone.getByLabel('Sign code').fill('bv-t1-112');
  await phone.getByRole('button', { name: 'Use this sign' }).tap();
  await phone.getByRole('button', { name: 'Send report' }).tap();
  await expect(phone.getByText(/^Sent \d/)).toBeVisible();
  expect((await (await server.officer()).onlyIncident()).reports[0]?.place.plate?.id).toBe('BV-T1-112');
});

test('a position that is three kilometres wide is taken for what it is', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await phone.context().grantPermissions(['geolocation']);
  await phone.context().setGeolocation({ ...INSIDE, accuracy: 3_000 });
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  await phone.goto('/');
  await see(phone, 'Drone or laser');
  await phone.getByRole('button', { name: 'Find me' }).tap();
  await expect(phone.getByText('Within 3000 metres. Still improving.')).toBeVisible();
  // The circle is on both sides of the fence; only the person knows.
  await expect(phone.getByRole('group', { name: 'Inside or outside the fence?' })).toBeVisible();
  await phone.getByRole('button', { name: 'Outside', exact: true }).tap();
  await phone.getByRole('button', { name: 'Send report' }).tap();
  await expect(phone.getByText(/^Sent \d/)).toBeVisible();
  const { place } = (await (await server.officer()).onlyIncident()).reports[0]!;
  expect(place).toMatchObject({
    source: 'gps',
    accuracy_m: 3000,
    text: 'Outside the fence',
  });
});

test('a full phone says so, and the call is one tap away', async ({ stage }) => {
  const phone = await stage.phone('/settings');
  // What a browser does when the disk is full.
  await phone.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('The disk is full.', 'QuotaExceededError');
    };
  });
  await phone.goto('/p/BV-T1-114');
  await see(phone, 'Bag or object');
  await phone.getByRole('button', { name: 'Send report' }).tap();
  await expect(phone.getByRole('alert')).toHaveText('This phone could not save it. Call instead.');
  await expect(phone.getByRole('link', { name: 'Call 112' })).toHaveAttribute('href', 'tel:112');
});

test('a phone whose clock is a day wrong reports like any other', async ({ server, stage }) => {
  const phone = await stage.phone('/settings');
  await phone.clock.setSystemTime(Date.now() - 24 * 3_600_000);
  await phone.goto('/p/BV-T1-114');
  await send(phone, 'Bag or object');
  await expect(phone.getByText(/^Sent \d/)).toBeVisible();
  expect((await (await server.officer()).onlyIncident()).report_count).toBe(1);
});

test('a sign of another venue moves one there, whatever was open before', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  const { plates } = await server.ask<{ plates: { code: string }[] }>('/venues/bayview-port');
  await phone.goto(`/p/${plates[0]!.code}`);
  await expect(heading(phone, 'Bayview Seaport')).toBeVisible();
  await phone.getByRole('button', { name: 'Report something' }).tap();
  await expect(phone.getByRole('button', { name: 'Ship, boat or water' })).toBeVisible();
});

test('a mistyped receipt says which group is wrong', async ({ stage }) => {
  const phone = await stage.phone('/reports/open');
  const receipt = phone.getByLabel('Receipt code');
  const open = phone.getByRole('button', { name: 'Open report' });
  await receipt.fill('7KQ4 M2UX 9PWD H3RC V8NA E6GY J5ZB');
  await open.tap();
  await expect(phone.getByRole('alert')).toHaveText('Check group 2. One letter may differ.');
  await receipt.fill('7KQ4 M2TX');
  await open.tap();
  await expect(phone.getByRole('alert')).toHaveText('20 letters are missing');
});

test('a venue that was closed since is said plainly, nothing is lost, and the call is one tap away', async ({
  stage,
}) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  // The server answers 404 for it, as it does for a venue it no longer has.
  stage.pardons = /404/;
  await phone.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('venue:bayview:en')!) as {
      id: string;
    };
    localStorage.setItem('venue:old-pier:en', JSON.stringify({ ...kept, id: 'old-pier' }));
    localStorage.setItem('venue', 'old-pier');
  });
  await phone.goto('/');
  await see(phone, 'Bag or object');
  await phone.getByRole('link', { name: 'From a list' }).tap();
  await phone.getByRole('button', { name: 'Check-in B' }).tap();
  await phone.getByRole('button', { name: 'Send report' }).tap();
  await expect(phone).toHaveURL(/\/questions$/);
  await phone.goto('/reports');
  await phone.getByRole('link', { name: /Bag or object/ }).tap();
  await expect(heading(phone, 'This place takes no reports')).toBeVisible();
  // What is added to it would go nowhere, either.
  await expect(phone.getByRole('region', { name: 'Add to your report' })).toHaveCount(0);
  await expect(phone.locator('main').getByRole('link', { name: /Call 112/ })).toHaveAttribute('href', 'tel:112');
  await expect(phone.getByRole('link', { name: 'Choose a place' })).toBeVisible();
});
