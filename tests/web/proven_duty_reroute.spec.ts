import { expect, row, test } from './stand';

const bag = /Bag or item left alone/;

test('an open desk answers the canary by itself, and shows when everything last worked', async ({ server, stage }) => {
  const desk = await stage.desk('officer@demo.test');
  const cell = desk.getByRole('banner').locator('.cell').filter({ hasText: 'Last proven' });
  await expect(cell).toContainText(/\d\d:\d\d/, { timeout: 30_000 });
  await expect(cell).not.toHaveClass(/bad/);
  await expect(desk.getByRole('region', { name: 'Queue' }).getByRole('listitem')).toHaveCount(0);
  await server.report({
    category: 'item.unattended',
    place: { plate: 'BV-T1-114' },
  });
  await expect(row(desk, bag)).toContainText('A-0001');
});

test('an officer says that they are busy, and that they are back', async ({ stage }) => {
  const desk = await stage.desk('officer@demo.test');
  await desk.getByLabel('Duty and settings').click();
  const duty = desk.getByRole('group', { name: 'My duty' });
  await expect(duty.getByRole('button', { name: 'On' })).toHaveAttribute('aria-pressed', 'true');
  await duty.getByRole('button', { name: 'Busy' }).click();
  await expect(duty.getByRole('button', { name: 'Busy' })).toHaveAttribute('aria-pressed', 'true');
  await duty.getByRole('button', { name: 'On' }).click();
  await expect(duty.getByRole('button', { name: 'On' })).toHaveAttribute('aria-pressed', 'true');
});

test('an incident is handed on with three keys, and the reason is kept', async ({ server, stage }) => {
  await server.report({
    category: 'item.unattended',
    place: { plate: 'BV-T1-114' },
  });
  const desk = await stage.desk('officer@demo.test');
  await row(desk, bag).click();
  await desk.keyboard.press('w');
  const form = desk.getByRole('form', { name: 'Re-route' });
  await expect(form).toBeVisible();
  await desk.keyboard.press('1');
  await desk.keyboard.press('3');
  await expect(form.getByRole('button', { name: 'Another place' })).toHaveAttribute('aria-pressed', 'true');
  await desk.keyboard.press('Enter');
  await expect(form).toBeHidden();
  const { timeline } = await (await server.officer()).onlyIncident();
  const said = timeline.filter(({ params }) => params['command'] === 'reroute');
  expect(said.map(({ params }) => params['because'])).toEqual(['wrong_place']);
  await expect(desk.getByText(/\(Another place\)/)).toBeVisible();
});

test('something else than it was said to be needs to be named', async ({ server, stage }) => {
  await server.report({
    category: 'item.unattended',
    place: { plate: 'BV-T1-114' },
  });
  const desk = await stage.desk('officer@demo.test');
  await row(desk, bag).click();
  await desk.keyboard.press('w');
  const form = desk.getByRole('form', { name: 'Re-route' });
  await desk.keyboard.press('1');
  await form.getByRole('button', { name: 'Something else' }).click();
  const send = form.getByRole('button', { name: /^Re-route/ });
  await expect(send).toBeDisabled();
  await form.getByRole('combobox').selectOption('item.suspicious');
  await send.click();
  await expect(form).toBeHidden();
  const incident = await (await server.officer()).onlyIncident();
  expect(incident.category).toBe('item.suspicious');
});
