import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from './stand';

const axe = async (page: Page) => {
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
};

test('the roll of a shift is called by a supervisor, seen by everybody, and the briefing stands below it', async ({
  server,
  stage,
}) => {
  await server.report({ category: 'fault.alarm', place: { plate: 'BV-T1-114' } });
  const kees = await stage.desk('supervisor@demo.test');
  const mia = await stage.desk('officer@demo.test');
  await kees.goto('/desk/handover');
  await kees.getByRole('link', { name: /roll call/i }).click();
  await expect(kees.getByRole('heading', { level: 1, name: 'Roll call' })).toBeVisible();
  // Nobody is there because a roster says so; whose desk is open is.
  const row = (page: Page, name: string) =>
    page.getByRole('main').getByRole('listitem').filter({ hasText: name }).first();
  await expect(row(kees, 'Dele Osei')).toContainText('missing');
  await expect(row(kees, 'Mia Lindqvist')).toContainText('signed on', { timeout: 60_000 });
  await expect(kees.getByRole('heading', { level: 2, name: 'To read out' })).toBeVisible();
  expect(await axe(kees)).toEqual([]);

  // The other one opens it by its key, and calls nothing.
  await mia.goto('/desk/handover');
  await expect(mia.getByRole('heading', { level: 1, name: /^Handover/ })).toBeVisible();
  await mia.keyboard.press('l');
  await expect(mia.getByText('A supervisor calls the roll.')).toBeVisible();
  await expect(mia.getByRole('button', { name: /^Present/ })).toHaveCount(0);
  await kees
    .getByRole('button', { name: /^Present: Dele Osei/ })
    .first()
    .click();
  await expect(row(kees, 'Dele Osei')).toContainText('present');
  await expect(row(mia, 'Dele Osei')).toContainText('present');
  await kees.getByRole('button', { name: 'Next shift' }).click();
  await expect(kees.getByRole('button', { name: 'Next shift' })).toHaveAttribute('aria-pressed', 'true');
  await kees.keyboard.press('l');
  await expect(kees.getByRole('heading', { level: 1, name: /^Handover/ })).toBeVisible();
});
