import { Line } from './stand/line';
import { expect, heading, keptForLater, PHOTOS, send, test } from './stand';

const DETAIL = 'Four lights over the fence.';

test('a report made without signal is kept, and goes by itself, once', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  await keptForLater(phone);
  await phone.context().setOffline(true);
  await phone.reload();
  await expect(phone.getByText('No signal. You can still report.')).toBeVisible();
  await expect(phone.getByText('Check-in A, Departures')).toBeVisible();
  await send(phone, 'Drone or laser');
  await expect(phone.getByText('Saved on this phone, not sent.')).toBeVisible();
  await phone.getByRole('button', { name: 'I’m done' }).click();
  await phone.getByRole('link', { name: 'Photos' }).click();
  await phone.getByLabel('From library').setInputFiles(PHOTOS.withPlace);
  await expect(phone.getByRole('figure')).toContainText(/Sends soon|Waiting/);
  await phone.getByRole('button', { name: 'Done' }).click();
  await phone.getByLabel('Your words').fill(DETAIL);
  await phone.getByRole('button', { name: 'Add words' }).click();
  await expect(heading(phone, 'Saved on this phone, not sent')).toBeVisible();

  await phone.reload();
  await expect(heading(phone, 'Saved on this phone, not sent')).toBeVisible();
  await phone.goto('/');
  await expect(phone.getByText('1 report waits here')).toBeAttached();
  const officer = await server.officer();
  expect(await officer.incidents()).toEqual([]);

  await phone.getByRole('link', { name: /My reports/ }).click();
  await phone.context().setOffline(false);
  await expect(heading(phone, 'Everything is sent')).toBeVisible();
  const { reports } = await officer.onlyIncident();
  expect(reports).toHaveLength(1);
  expect(reports[0]?.narrative.map(({ text }) => text)).toEqual([DETAIL]);
  expect(reports[0]?.photos).toHaveLength(1);
  expect(reports[0]?.place.plate?.id).toBe('BV-T1-114');
});

test('two tabs that find signal together send it once', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  await keptForLater(phone);
  const other = await phone.context().newPage();
  await other.goto('/reports');
  const sent: string[] = [];
  phone.context().on('response', (response) => {
    if (response.request().method() === 'POST' && /\/venues\/[^/]+\/reports$/.test(response.url()) && response.ok())
      sent.push(response.url());
  });
  await phone.context().setOffline(true);
  await send(phone, 'Drone or laser');
  await expect(phone.getByText('Saved on this phone, not sent.')).toBeVisible();
  await expect(heading(other, 'Saved on this phone, not sent')).toBeVisible();
  await phone.context().setOffline(false);
  await expect(heading(other, 'Everything is sent')).toBeVisible();
  await expect(phone.getByText(/^Sent \d/)).toBeVisible();
  expect(sent).toHaveLength(1);
  expect((await (await server.officer()).onlyIncident()).report_count).toBe(1);
});

test('a page that dies in the middle of a photo loses nothing', async ({ server, stage }) => {
  const line = await Line.to(server.origin);
  stage.origin = line.origin;
  const phone = await stage.phone('/p/BV-T1-114');
  await send(phone, 'Drone or laser');
  await expect(phone.getByText(/^Sent \d/)).toBeVisible();
  await phone.getByRole('button', { name: 'I’m done' }).click();
  await phone.getByRole('link', { name: 'Photos' }).click();
  await phone.getByLabel('From library').setInputFiles(PHOTOS.turned);
  await line.swallowed;
  const context = phone.context();
  await phone.close();

  const officer = await server.officer();
  expect((await officer.onlyIncident()).reports[0]?.photos).toEqual([]);
  const again = await context.newPage();
  await again.goto('/reports');
  await expect(heading(again, 'Everything is sent')).toBeVisible();
  await expect
    .poll(async () => (await officer.onlyIncident()).reports[0]?.photos.map(({ state }) => state))
    .toEqual(['ready']);
  await context.close();
  line.close();
});
