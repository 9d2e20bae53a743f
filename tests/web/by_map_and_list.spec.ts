import { expect, heading, see, send, test } from './stand';
import type { Page } from './stand';

/** As somebody comes who scanned no sign: the venue from the list, then what was seen. */
async function stranger(phone: Page): Promise<void> {
  await phone.getByRole('link', { name: 'Choose a place' }).click();
  await phone.getByRole('button', { name: 'Bayview Airport' }).click();
  await see(phone, 'Drone or laser');
}

test('the place is picked on the map, by keys alone', async ({ server, stage }) => {
  const phone = await stage.phone();
  await stranger(phone);
  const map = phone.getByRole('application', { name: /^Map of / });
  await expect(phone.getByRole('button', { name: 'Send report' })).toBeDisabled();
  await map.getByRole('img').focus();
  for (const key of ['+', 'ArrowLeft', 'ArrowUp', '-', 'Enter']) await phone.keyboard.press(key);
  const place = phone.getByRole('region', { name: 'Where is it?' }).getByRole('status');
  await expect(place).toContainText('You tapped here.');
  await phone.getByRole('button', { name: 'Send report' }).click();
  await expect(phone.getByText(/^Sent \d/)).toBeVisible();

  const { reports } = await (await server.officer()).onlyIncident();
  expect(reports[0]?.place.source).toBe('picked');
  expect(reports[0]?.place.lat).toBeGreaterThan(50);
});

test('a finger on the map says which floor it means', async ({ stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await see(phone, 'Drone or laser');
  await phone.getByRole('group', { name: 'Floor' }).getByRole('button', { name: 'Arrivals' }).click();
  await phone.getByRole('application', { name: 'Map of Arrivals.' }).tap({ position: { x: 160, y: 200 } });
  await expect(phone.getByText('You tapped here.')).toBeVisible();
  await expect(phone.getByRole('region', { name: 'Where is it?' })).toContainText(/Arrivals|arrivals/);
});

test('the place is found in the list', async ({ server, stage }) => {
  const phone = await stage.phone();
  await stranger(phone);
  await phone.getByRole('link', { name: 'From a list' }).click();
  await expect(heading(phone, 'Choose the place')).toBeVisible();
  await phone.getByRole('searchbox', { name: 'Find a place' }).fill('check-in c');
  await phone.getByRole('main').getByRole('listitem').getByRole('button').first().click();
  await expect(phone.getByText('You chose this place.')).toBeVisible();
  await phone.getByRole('button', { name: 'Send report' }).click();
  await expect(phone.getByText(/^Sent \d/)).toBeVisible();

  const { reports, zone } = await (await server.officer()).onlyIncident();
  expect(reports[0]?.place.source).toBe('list');
  expect(zone?.id).toBe('check-in-c');
});

test('a sign nobody knows is said so, and does not stop anybody', async ({ stage }) => {
  const phone = await stage.phone('/p/BV-XX-999');
  await expect(phone.getByText('We do not know this sign.')).toBeVisible();
  await phone.goto('/p/BP-FT-01');
  await expect(heading(phone, 'Bayview Seaport')).toBeVisible();
  await send(phone, 'Something else');
  await expect(phone.getByText(/^Sent \d/)).toBeVisible();
});
