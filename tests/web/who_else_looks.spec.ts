import { expect, row, test } from './stand';

const BAG = { category: 'item.unattended', place: { plate: 'BV-T1-114' } };
const bag = /Bag or item left alone/;

test('each officer sees who else has it open, and who is writing', async ({ server, stage }) => {
  await server.report(BAG);
  const mia = await stage.desk('officer@demo.test');
  const ren = await stage.desk('second@demo.test');
  // Whoever was called stands in the head as well.
  const head = mia.locator('.ihead .here');
  await row(mia, bag).click();
  await expect(head).toHaveCount(0);

  await row(ren, bag).click();
  await expect(head.filter({ hasText: 'Ren Tanaka looks too' })).toBeVisible();
  await expect(ren.locator('.ihead').getByText('Mia Lindqvist looks too')).toBeVisible();

  await ren.keyboard.press('n');
  await ren.getByRole('textbox', { name: 'Note' }).pressSequentially('Camera 12');
  await expect(head.filter({ hasText: 'Ren Tanaka is writing' })).toBeVisible();
  // Whoever stops writing looks again.
  await expect(head.filter({ hasText: 'Ren Tanaka looks too' })).toBeVisible();

  await ren.getByRole('button', { name: /^Save/ }).click();
  await ren.keyboard.press('Escape');
  await ren.getByRole('navigation', { name: 'Parts' }).getByRole('link', { name: 'Coverage' }).click();
  await expect(head).toHaveCount(0);
});

test('what others did meanwhile is told when one looks again', async ({ server, stage }) => {
  await server.report(BAG);
  const mia = await stage.desk('officer@demo.test');
  const ren = await stage.desk('second@demo.test');
  const news = mia.getByRole('heading', { name: /new since you looked at \d\d:\d\d/ });
  await row(mia, bag).click();
  await expect(mia.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  await expect(news).toHaveCount(0);
  await mia.goto('/desk');
  await expect(row(mia, bag)).toBeVisible();

  await row(ren, bag).click();
  await ren.keyboard.press('a');
  await expect(row(mia, bag)).toContainText('en route in');
  await row(mia, bag).click();
  await expect(news).toBeVisible();
  const told = mia.locator('section').filter({ has: news });
  await expect(told.getByRole('listitem')).toHaveCount(1);
  await expect(told).toContainText('Ren Tanaka');
  // Seen once, it is no news; and what one does oneself is none.
  await mia.goto('/desk');
  await row(mia, bag).click();
  await expect(mia.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  await expect(news).toHaveCount(0);
});
