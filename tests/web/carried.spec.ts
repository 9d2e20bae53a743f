import { expect, heading, keptForLater, send, test, type Page } from './stand';
import { holdPicture, withCamera } from './stand/camera';

/** What the phone's screen shows, as another phone's camera would see it. */
async function photographed(phone: Page): Promise<string> {
  const picture = await phone.locator('.carry .qr').screenshot();
  return `data:image/png;base64,${picture.toString('base64')}`;
}

test('without any network a report is carried to an officer, and stays the traveller’s', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  await keptForLater(phone);
  // What seals is fetched ahead, while there is signal.
  await expect.poll(() => stage.requests.some((url) => /seal-age/.test(url))).toBe(true);
  await phone.waitForLoadState('networkidle');
  await phone.context().setOffline(true);
  await send(phone, 'Bag or object');
  await expect(phone.getByText('Saved on this phone, not sent.')).toBeVisible();
  await phone.goto('/reports');
  await phone.getByRole('link', { name: 'Carry it to an officer' }).tap();
  const said = phone.getByText(/^Square \d+ of \d+$/);
  await expect(said).toBeVisible();
  const total = Number((await said.textContent())!.match(/of (\d+)/)![1]);
  expect(total).toBeGreaterThan(1);

  const desk = await stage.context({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await withCamera(desk);
  const other = await desk.newPage();
  await other.goto('/p/BV-T1-112');
  await expect(heading(other, 'Bayview Airport')).toBeVisible();
  await other.goto('/reports/take');
  await other.getByRole('button', { name: 'Scan the squares' }).tap();
  for (let shown = 1; shown <= total; shown++) {
    const picture = await photographed(phone);
    await holdPicture(other, picture);
    if (shown < total) await expect(other.getByText(`${shown} of ${total} squares`)).toBeVisible();
    await phone.getByRole('button', { name: 'Next square' }).tap();
  }
  await expect(other.getByText('The police have it.')).toBeVisible();
  const officer = await server.officer();
  expect((await officer.onlyIncident()).report_count).toBe(1);

  await phone.context().setOffline(false);
  await phone.goto('/reports');
  await expect(heading(phone, 'Everything is sent')).toBeVisible();
  expect((await officer.onlyIncident()).report_count).toBe(1);
});
