import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from './stand';

const axe = async (page: Page) => {
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
};

test('a big incident is led by two officers at once, and people are counted without a line', async ({
  server,
  stage,
}) => {
  await server.report({ category: 'item.unattended', place: { zone: 'check-in-b' } });
  const mia = await stage.desk('officer@demo.test');
  const ren = await stage.desk('second@demo.test');
  await mia.keyboard.press('j');
  await mia.keyboard.press('a');
  await expect(mia.locator('[data-act="en_route"]').first()).toBeEnabled();
  await mia.keyboard.press('!');
  const declare = mia.getByRole('form', { name: 'Declare big incident' });
  await declare.getByRole('button', { name: 'Declare big incident' }).click();
  await expect(mia.getByRole('heading', { level: 1, name: 'Big incident A-0001' })).toBeVisible();

  // The other one is told by the band, one press away.
  await ren.getByRole('link', { name: /Big incident A-0001/ }).click();
  await expect(ren.getByRole('heading', { level: 1, name: 'Big incident A-0001' })).toBeVisible();

  // Proposed with the keyboard alone; whoever proposes does not confirm, the other does, and it is seen at once.
  await mia.keyboard.press('z');
  const propose = mia.getByRole('form', { name: 'Propose state' });
  await propose.getByLabel('State').selectOption('lockdown');
  await mia.keyboard.press('Control+Enter');
  await expect(mia.getByText('Somebody else has to confirm this.')).toBeVisible();
  await expect(mia.getByRole('button', { name: 'Confirm' })).toHaveCount(0);
  await expect(ren.getByText(/Needs a second person/)).toBeVisible();
  await ren.keyboard.press('y');
  await expect(mia.locator('.zonestate.lockdown')).toBeVisible();
  await expect(ren.locator('.zonestate.lockdown')).toBeVisible();

  // What somebody writes is shown as it was written.
  await mia.keyboard.press('d');
  await mia.getByRole('form', { name: 'Decide' }).getByLabel('Decision').fill('<img src=x onerror=alert(1)>');
  await mia.keyboard.press('Control+Enter');
  await expect(ren.getByText('<img src=x onerror=alert(1)>')).toBeVisible();
  await mia.keyboard.press('s');
  await expect(mia.getByRole('form', { name: 'Write report' }).getByLabel('Situation report')).toHaveValue(/not known/);
  await mia.keyboard.press('Escape');

  await mia.keyboard.press('m');
  const station = mia.getByRole('form', { name: 'Station' });
  await station.getByLabel('Name').fill('Car park');
  await station.getByLabel('Expected').fill('4');
  await mia.keyboard.press('Control+Enter');
  await expect(mia.getByRole('link', { name: 'Car park' })).toBeVisible();
  expect(await axe(mia)).toEqual([]);

  // A warden counts, loses the line, counts on, and it is sent once when the line is back.
  await ren.setViewportSize({ width: 390, height: 844 });
  await ren.getByRole('button', { name: 'Means' }).click();
  await ren.getByRole('link', { name: 'Car park' }).click();
  await ren.getByRole('button', { name: 'One more' }).click();
  await expect(ren.locator('.huge')).toHaveText('1');
  await expect(ren.getByText('Everything is sent.')).toBeVisible();
  stage.pardons = /ERR_INTERNET_DISCONNECTED|Failed to load resource/;
  await ren.context().setOffline(true);
  await ren.getByRole('button', { name: 'One more' }).click();
  await ren.getByLabel('Badge number').fill('HH-2207');
  await ren.keyboard.press('Enter');
  await expect(ren.locator('.huge')).toHaveText('3');
  await expect(ren.getByText('2 not sent yet')).toBeVisible();
  await expect(mia.locator('.mcount')).toContainText('1');
  await ren.context().setOffline(false);
  await expect(ren.getByText('Everything is sent.')).toBeVisible();
  await expect(ren.locator('.huge')).toHaveText('3');
  await expect(mia.locator('.mcount .big')).toHaveText('3');
  await expect(mia.getByText(/^50 % after/)).toBeVisible();
  expect(await axe(ren)).toEqual([]);
});
