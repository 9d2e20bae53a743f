import { expect, heading, PHOTOS, test, type Page } from './stand';
import type { Locator } from '@playwright/test';

const FAR = 60;

/** Tab by Tab until it has the focus; then it must also be seen to have it. */
async function reach(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let tabs = 0; tabs < FAR; tabs++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${wanted} is out of reach for the keyboard`);
}

async function press(page: Page, wanted: Locator): Promise<void> {
  await reach(page, wanted);
  await page.keyboard.press('Enter');
}

test('the whole way without a mouse', async ({ server, stage }) => {
  const page = await stage.phone('/p/BV-T1-114', {}, { viewport: { width: 1440, height: 900 } });
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  await press(page, page.getByRole('button', { name: /^Report something/ }));
  await expect(heading(page, 'What did you see?')).toBeFocused();
  await press(page, page.getByRole('button', { name: /^Drone or laser/ }));
  await expect(heading(page, 'Where is it?')).toBeFocused();
  await reach(page, page.getByRole('application').getByRole('img', { name: /^Map of / }));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByText('You tapped here.')).toBeVisible();
  await press(page, button('Send report'));
  await expect(page.getByText(/^Sent \d/)).toBeVisible();

  // Every question can be passed over, until there is none.
  const photos = heading(page, 'Add photos');
  while (!(await photos.isVisible())) {
    const question = await page.getByRole('heading', { level: 1 }).textContent();
    await press(page, button('Skip'));
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(question ?? '');
  }
  await expect(photos).toBeFocused();
  const library = page.getByLabel('From library');
  // The browser ignores a press that comes before it listens for one.
  await expect(async () => {
    await reach(page, library);
    const chooser = page.waitForEvent('filechooser', { timeout: 3_000 });
    await page.keyboard.press('Enter');
    await (await chooser).setFiles(PHOTOS.turned);
  }).toPass();
  await expect(page.getByRole('figure').filter({ hasText: 'Sent' })).toHaveCount(1);
  await press(page, button('Done'));

  await reach(page, page.getByLabel('Your words'));
  await page.keyboard.type('Four lights over the fence.');
  await press(page, button('Add words'));
  await expect(heading(page, 'Your report is sent')).toBeFocused();

  const officer = await server.officer();
  await expect
    .poll(async () => (await officer.onlyIncident()).reports[0]?.narrative.map(({ text }) => text))
    .toEqual(['Four lights over the fence.']);
  expect((await officer.onlyIncident()).reports[0]?.photos).toHaveLength(1);
});
