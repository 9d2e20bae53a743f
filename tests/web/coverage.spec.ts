import { expect, test } from './stand';

/** Officers of the demo by their surnames. */
const OFFICERS = {
  Farrell: 'landside@demo.test',
  Tanaka: 'second@demo.test',
  Kowalczyk: 'airside@demo.test',
  Brandt: 'medic@demo.test',
  Osei: 'armed@demo.test',
};

test('a supervisor sees where nobody will be, asks who could come, and it is covered with their yes', async ({
  server,
  stage,
}) => {
  // Thandi rings in ill: the dogs have nobody.
  const supervisor = await server.officer('supervisor@demo.test');
  const thandi = (await supervisor.people()).find(({ label }) => label.startsWith('Thandi'))!;
  const until = new Date(Date.now() + 2 * 86_400_000).toISOString();
  await supervisor.post(`/desk/duty/${thandi.id}`, {
    state: 'sick',
    until,
    reason: 'rang in',
  });

  const desk = await stage.desk('supervisor@demo.test');
  await desk.getByRole('link', { name: 'Coverage' }).click();
  const side = desk.getByRole('complementary', { name: 'What is open' });
  await expect(side.getByRole('heading', { name: /dogs has nobody|dogs and \d more/i })).toBeVisible();
  await expect(desk.locator('.coverhead')).toContainText(/\d gap/);
  const lane = desk.getByRole('list', { name: 'Dog unit' });
  await expect(lane.getByRole('button', { name: /nobody/ })).toBeVisible();
  const heads = desk.getByRole('region', { name: /Officers per place/ }).last();
  await expect(heads.getByRole('row', { name: /dogs/ }).getByRole('cell').nth(1)).toHaveText('0');

  // The first who could come, by key; taken back, and somebody else by hand. Who they are depends on the hour.
  const offers = side.getByRole('button', { name: /^Ask / });
  await expect(offers.first()).toBeVisible();
  await desk.keyboard.press('1');
  const asks = side.getByRole('region', { name: 'Asked' });
  await expect(asks.getByText('waits for an answer')).toBeVisible();
  await asks.getByRole('button', { name: 'Take back' }).click();
  await expect(asks.getByText('taken back')).toBeVisible();
  const already = await asks.innerText();
  const offer = (surname: string) => side.getByRole('button', { name: new RegExp(`^Ask .*${surname}`) });
  let other: [string, string] | undefined;
  for (const one of Object.entries(OFFICERS))
    if (!already.includes(one[0]) && (await offer(one[0]).isVisible())) other ??= one;
  const [surname, email] = other!;
  await offer(surname).click();
  await expect(asks.getByText('waits for an answer')).toBeVisible();

  const theirs = await stage.desk(email);
  await theirs.goto('/desk/coverage');
  await theirs.getByRole('button', { name: 'Yes', exact: true }).click();
  await expect(theirs.getByText('agreed')).toBeVisible();

  await desk.reload();
  await expect(desk.getByRole('list', { name: 'Dog unit' }).getByText(surname).first()).toBeVisible();
  await expect(heads.getByRole('row', { name: /dogs/ }).getByRole('cell').nth(1)).not.toHaveText('0');
});

test('an officer gives a shift away, and a supervisor puts somebody at a post for a while', async ({
  server,
  stage,
}) => {
  const medic = await stage.desk('medic@demo.test');
  await medic.getByRole('link', { name: 'Coverage' }).click();
  await medic.getByRole('button', { name: /^Give a shift away/ }).click();
  const form = medic.getByRole('form', { name: 'Give a shift away' });
  const mine = form.getByLabel('My shift');
  await expect(mine.locator('option').nth(2)).toBeAttached();
  await mine.selectOption({ index: 2 });
  await form.getByLabel('Officer').selectOption({ label: 'Tomas Varga · BV-71' });
  await form.getByLabel('In return').selectOption({ index: 1 });
  await form.getByRole('button', { name: 'Ask' }).click();
  await expect(form).toBeHidden();
  await expect(medic.getByText('waits for an answer')).toBeVisible();

  const supervisor = await stage.desk('supervisor@demo.test');
  await supervisor.goto('/desk/coverage');
  await expect(supervisor.getByRole('list', { name: 'Dog unit' })).toBeVisible();
  await supervisor.keyboard.press('o');
  const add = supervisor.getByRole('form', { name: 'Add override' });
  await add.getByRole('combobox').nth(0).selectOption({ label: 'Dog unit' });
  await add.getByRole('combobox').nth(1).selectOption({ label: 'Maren Sol · BV-51' });
  await add.getByRole('button', { name: 'Put there now' }).click();
  await expect(add).toBeHidden();
  await expect(supervisor.getByRole('list', { name: 'Dog unit' }).getByText('Sol').first()).toBeVisible();
  // A P1 keeps its keys: they lead to where it is acted on.
  await server.report({
    category: 'access.intruder',
    place: { plate: 'BV-T1-122' },
  });
  await expect(supervisor.getByRole('region', { name: /A-0001/ })).toBeVisible();
  await supervisor.keyboard.press('g');
  await expect(supervisor).toHaveURL(/\/desk\/A-0001$/);
});

test('without a line the board says that it may be old, and claims nothing', async ({ server, stage }) => {
  const desk = await stage.desk('supervisor@demo.test');
  await desk.getByRole('link', { name: 'Coverage' }).click();
  await expect(desk.getByText('Every place has somebody')).toBeVisible();
  await server.stop();
  await desk.getByRole('button', { name: 'Today' }).click();
  await expect(desk.getByText('The roster could not be read. What is shown may be old.')).toBeVisible();
  await expect(desk.getByText('Every place has somebody')).toBeHidden();
  await expect(desk.getByRole('button', { name: 'Week' })).toHaveAttribute('aria-pressed', 'true');
});

test('days that are over are told without a word about gaps', async ({ stage }) => {
  const desk = await stage.desk('supervisor@demo.test');
  await desk.getByRole('link', { name: 'Coverage' }).click();
  await expect(desk.getByText('Every place has somebody')).toBeVisible();
  await desk.getByRole('button', { name: 'Earlier' }).click();
  await desk.getByRole('button', { name: 'Earlier' }).click();
  await expect(desk.getByRole('heading', { name: 'These days are over' })).toBeVisible();
  await expect(desk.getByText('0 gaps')).toBeHidden();
});

test('somebody is ill for two days and well again, and has their shifts in a calendar', async ({ stage }) => {
  const desk = await stage.desk('eod@demo.test');
  await desk.getByLabel('Duty and settings').click();
  const ill = desk.getByRole('group', { name: 'I am ill, for' });
  await ill.getByRole('button', { name: '2 days' }).click();
  const on = desk.getByRole('group', { name: 'My duty' }).getByRole('button', { name: 'On', exact: true });
  await expect(on).toHaveAttribute('aria-pressed', 'false');
  await on.click();
  await expect(on).toHaveAttribute('aria-pressed', 'true');
  await desk.getByRole('button', { name: 'My shifts in my calendar' }).click();
  const address = await desk.getByLabel(/^Copy this address now/).inputValue();
  const file = await desk.request.get(address);
  expect(file.status()).toBe(200);
  expect(await file.text()).toContain('CATEGORIES:eod');
});

test('a break that leaves a place to nobody is refused to the officer, and granted by a supervisor', async ({
  stage,
}) => {
  const dogs = await stage.desk('dogs@demo.test');
  await dogs.getByLabel('Duty and settings').click();
  await dogs.getByRole('group', { name: 'My duty' }).getByRole('button', { name: 'Break' }).click();
  await expect(dogs.getByText('That would leave nobody there. A supervisor has to agree.')).toBeVisible();

  const supervisor = await stage.desk('supervisor@demo.test');
  await supervisor.goto('/desk/coverage');
  await supervisor.getByRole('button', { name: 'Duty of Thandi Mbeki · BV-41' }).click();
  const form = supervisor.getByRole('form', { name: 'Duty of Thandi Mbeki · BV-41' });
  await form.getByLabel('Why').fill('half an hour, armed response takes calls');
  await form.getByRole('button', { name: 'Say it' }).click();
  await expect(form).toBeHidden();
  const side = supervisor.getByRole('complementary', { name: 'What is open' });
  await expect(side.getByRole('listitem').filter({ hasText: 'half an hour' })).toContainText(/Break,\s+until/);
  await expect(side.getByRole('heading', { name: /dogs has nobody/i })).toBeVisible();
});
