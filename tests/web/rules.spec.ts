import { expect, PASSWORD, signIn, test } from './stand';

test('an administrator writes a rule, sees what it would have done, and it is live', async ({ server, stage }) => {
  await server.report({ category: 'item.unattended', place: { plate: 'BV-T1-114' } });
  const page = await stage.phone('/desk', {}, { viewport: { width: 1440, height: 900 } });
  await signIn(page, 'admin@demo.test');
  await expect(page.getByText('Version 0 is live')).toBeVisible();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const rule = page.getByRole('article').first();
  await rule.getByLabel('Name', { exact: true }).fill('Bags go to the watch commander');
  const when = rule.getByLabel('When');
  await when.fill('report.category == "item.unattended" && time.hour > 23');
  await expect(rule.getByText('This is never so.')).toBeVisible();
  await when.fill('report.category == "item.unattended"');
  await rule.getByLabel('Effect').selectOption('send_to');
  await rule.getByLabel('Post').fill('nowhere');
  await expect(rule.getByText('There is nothing of this code.')).toBeVisible();
  await rule.getByLabel('Post').fill('watch-commander');
  await expect(page.getByText('Nothing is wrong. It goes live when you save.')).toBeVisible();

  await page.getByRole('button', { name: 'Run it' }).click();
  const told = page.getByRole('region', { name: '1 of 1 reports would have been different' });
  await expect(told.getByText('1 to another post')).toBeVisible();
  await expect(told.getByRole('row', { name: /item\.unattended.*t1-patrol.*watch-commander/ })).toBeVisible();

  const save = page.getByRole('button', { name: 'Save and go live' });
  await expect(save).toBeDisabled();
  await page.getByLabel('Why it changes').fill('they decide on bags this month');
  await save.click();
  await expect(page.getByText('Version 1 is live now.')).toBeVisible();
  await server.report({ category: 'item.unattended', place: { plate: 'BV-PB-212' } });
  const incidents = await (await server.officer()).incidents();
  expect(
    incidents
      .map((one) => one.assignee?.label)
      .sort()
      .at(0),
  ).toContain('Kees Halloran');

  // Another version, and back to the first.
  await rule.getByRole('button', { name: /^Remove / }).click();
  await page.getByLabel('Why it changes').fill('never mind');
  await save.click();
  await expect(page.getByText('Version 2 is live now.')).toBeVisible();
  await page.getByRole('button', { name: 'Take up 1' }).click();
  await expect(page.getByRole('heading', { name: 'Bags go to the watch commander' })).toBeVisible();
});

test('a webhook takes the password again, shows its secret once, and inward ones are refused', async ({ stage }) => {
  const page = await stage.phone('/desk/channels', {}, { viewport: { width: 1440, height: 900 } });
  await signIn(page, 'admin@demo.test');
  const form = page.getByRole('form', { name: 'Set one up' });
  await form.getByLabel('Name').fill('Control room');
  await form.getByLabel('Address (https)').fill('https://127.0.0.1/hook');
  await form.getByLabel('Your password, again').fill(PASSWORD);
  await form.getByRole('button', { name: 'Set it up' }).click();
  await expect(form.getByRole('alert')).toBeVisible();
  await expect(page.getByText('No machine is called yet.', { exact: false })).toBeVisible();
});
