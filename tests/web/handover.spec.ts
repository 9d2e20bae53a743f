import { AxeBuilder } from '@axe-core/playwright';
import { expect, PASSWORD, test, type Page } from './stand';

const axe = async (page: Page) => {
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
};

test('one officer hands the shift over and another takes it, line by line, though the line breaks while they sign', async ({
  server,
  stage,
}) => {
  await server.report({
    category: 'item.unattended',
    place: { zone: 't1-checkin-b' },
  });
  const mia = await stage.desk('officer@demo.test');
  await mia.getByRole('link', { name: 'Handover' }).click();
  await expect(mia.getByRole('heading', { level: 1, name: /^Handover, / })).toBeVisible();
  const line = (page: Page, text: string | RegExp) => page.locator('.hline').filter({ hasText: text });
  await expect(line(mia, 'A-0001')).toBeVisible();

  // Edited by key, and a line of one's own.
  await mia.keyboard.press('e');
  const edit = mia.getByRole('form', { name: 'Edit' });
  await edit.getByLabel('What', { exact: true }).fill('Black case at counter B');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(line(mia, 'Black case at counter B')).toBeFocused();
  await mia.keyboard.press('n');
  const add = mia.getByRole('form', { name: 'Add line' });
  await add.getByLabel('What', { exact: true }).fill('White van, ends 4K7');
  await add.getByRole('button', { name: 'Save' }).click();
  await expect(line(mia, 'White van')).toBeVisible();
  expect(await axe(mia)).toEqual([]);

  // The answer is lost in the middle of signing: it was done, it waits visibly, and is not done again.
  let lost = 0;
  let sent = 0;
  await mia.route('**/sign?*', async (route) => {
    sent += 1;
    if (lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    return route.abort('connectionreset');
  });
  stage.pardons = /ERR_CONNECTION_RESET|ERR_INTERNET_DISCONNECTED/;
  await mia.getByRole('button', { name: 'Sign and hand over' }).click();
  await expect(mia.getByText(/waits here and is sent once: Sign and hand over/)).toBeVisible();
  await expect(mia.getByRole('button', { name: 'Take my signature back' })).toBeVisible();
  await expect(mia.getByText(/waits here/)).toBeHidden();
  expect(sent).toBe(2);
  await expect(mia.locator('.handside')).toContainText('Mia Lindqvist');

  // The other one reads with the keyboard alone, and is cut off on the way.
  const ren = await stage.desk('second@demo.test');
  await ren.goto('/desk/handover');
  await expect(line(ren, 'Black case at counter B')).toBeVisible();
  await ren.keyboard.press('q');
  const question = ren.getByRole('form', { name: 'Question' });
  await question.getByLabel('What is not clear').fill('Whose case?');
  await ren.keyboard.press('Control+Enter');
  await expect(ren.getByText('Whose case?')).toBeVisible();
  await expect(mia.getByText('Whose case?')).toBeVisible();
  await line(mia, 'Black case').click();
  await mia.keyboard.press('r');
  await mia.getByRole('form', { name: 'Answer' }).getByLabel('Your answer').fill('A crew bag');
  await mia.keyboard.press('Control+Enter');
  await expect(ren.getByText('A crew bag')).toBeVisible();

  await line(ren, 'White van').click();
  await ren.context().setOffline(true);
  await ren.keyboard.press('Space');
  await expect(ren.getByText(/waits here and is sent once: Accept line/)).toBeVisible();
  await ren.context().setOffline(false);
  await expect(ren.getByText(/waits here/)).toBeHidden();
  await expect(ren.getByRole('row').filter({ hasText: 'White van' })).toContainText('accepted');
  const rest = ren.locator('.hl tbody tr').filter({ hasText: 'not read' });
  while ((await rest.count()) > 0) {
    const before = await rest.count();
    await rest.first().locator('.hline').click();
    await ren.keyboard.press('Space');
    await expect(rest).toHaveCount(before - 1);
  }
  expect(await axe(ren)).toEqual([]);
  await ren.getByRole('button', { name: 'Sign and take over' }).click();
  // It is over, and the next sheet begins with what to look out for.
  await expect(line(ren, 'White van')).toContainText('from the sheet before');
  const earlier = ren
    .getByRole('navigation', { name: 'Sheet' })
    .locator('a[href*="/handover/"]:not([href$="/roll"])')
    .first();
  await earlier.click();
  await expect(ren.getByText('Both have signed. The shift is handed over.')).toBeVisible();
  const download = ren.waitForEvent('download');
  await ren.keyboard.press('p');
  expect((await download).suggestedFilename()).toBe('handover.pdf');
});

for (const language of ['en', 'ar']) {
  test(`the sheet fits a phone, in ${language}`, async ({ server, stage }) => {
    await server.report({
      category: 'item.unattended',
      place: { zone: 't1-checkin-b' },
    });
    const context = await stage.context({ viewport: { width: 390, height: 844 } }, { language, theme: 'day' });
    const page = await context.newPage();
    await page.goto('/desk/handover');
    await page.locator('input[type=email]').fill('officer@demo.test');
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await expect(page.locator('.hline').first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await axe(page)).toEqual([]);
  });
}
