import { AxeBuilder } from '@axe-core/playwright';
import { expect, heading, send, test } from './stand';

test('the link in a mail opens one button, and only the button says "I have it"', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await send(phone, 'Bag or object');
  await expect(phone.getByText(/^Sent \d/)).toBeVisible();
  const link = await server.ackLink();

  const officer = await server.officer();
  const page = await stage.phone(link);
  await expect(heading(page, 'You were called')).toBeVisible();
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'], preload: false }).setLegacyMode(true);
  expect((await axe.analyze()).violations).toEqual([]);
  expect((await officer.onlyIncident()).status).toBe('open');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const incident = await officer.onlyIncident();
  await expect(heading(page, `You have ${incident.number}`)).toBeVisible();
  await expect.poll(async () => (await officer.onlyIncident()).status).toBe('acknowledged');

  await page.goto('/desk/ack#AAAA');
  await page.reload();
  await page.getByRole('button', { name: 'I have it' }).click();
  await expect(heading(page, 'This link says nothing any more')).toBeVisible();
});
