import { expect, row, test, type Page } from './stand';

/** What somebody types who hopes that a page takes it for its own. It names the field, so that a failure says where. */
const hostile = (field: string) =>
  `${field} <img src=x onerror="ran='${field}'"><script>ran='${field}'</script> {{${field}}}`;
const PLACE = { plate: 'BV-T1-114' };

/** It stands there as it was typed, and is nothing else: no element came of it, and nothing ran. */
async function reads(page: Page, field: string): Promise<void> {
  await expect(page.getByText(hostile(field)).first()).toBeVisible();
  await isHarmless(page, field);
}

async function isHarmless(page: Page, field: string): Promise<void> {
  const made = await page.evaluate(() => ({
    ran: (window as unknown as { ran?: string }).ran,
    elements: document.querySelectorAll('img[src="x"], body script:not([src]), [onerror]').length,
    title: document.title.includes('<'),
  }));
  expect(made, field).toEqual({ ran: undefined, elements: 0, title: false });
}

const act = (desk: Page, name: RegExp) =>
  desk.getByRole('toolbar', { name: 'Acts', exact: true }).getByRole('button', { name });

test('whatever anybody writes about an incident is read by the other officer as text', async ({ server, stage }) => {
  const report = await server.report({
    category: 'item.unattended',
    place: { ...PLACE, text: hostile('place') },
    narrative: hostile('narrative'),
  });
  const mia = await stage.desk('officer@demo.test');
  const ren = await stage.desk('second@demo.test');
  for (const desk of [mia, ren]) await row(desk, /./).first().click();
  for (const field of ['narrative', 'place']) await reads(ren, field);

  await act(mia, /^Acknowledge/).click();
  await expect(act(mia, /^En route/)).toBeEnabled();
  await mia.keyboard.press('n');
  await mia.getByRole('textbox', { name: 'Note' }).fill(hostile('note'));
  await mia.keyboard.press('Control+Enter');
  await reads(ren, 'note');
  await reads(mia, 'note');

  await mia.keyboard.press('m');
  await mia.keyboard.type(hostile('message'));
  await mia.keyboard.press('Control+Enter');
  await reads(ren, 'message');
  await server.ask(`/reports/${report.id}/messages`, {
    method: 'POST',
    headers: {
      Authorization: `Receipt ${report.receipt}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': crypto.randomUUID(),
    },
    body: JSON.stringify({ text: hostile('answer') }),
  });
  for (const desk of [mia, ren]) await reads(desk, 'answer');

  await act(mia, /^Priority/).click();
  const priority = mia.getByRole('form', { name: 'Priority' });
  await priority.locator('button.choice:enabled').first().click();
  await priority.getByRole('textbox').fill(hostile('reason'));
  await priority.getByRole('button', { name: /^Save/ }).click();
  await expect(priority).toBeHidden();
  await reads(ren, 'reason');

  await act(mia, /^Re-route/).click();
  const reroute = mia.getByRole('form', { name: 'Re-route' });
  await mia.keyboard.press('2');
  await reroute.getByRole('group').last().getByRole('button').last().click();
  await reroute.getByRole('textbox').fill(hostile('reroute'));
  await reroute
    .getByRole('button', { name: /^Re-route/ })
    .last()
    .click();
  await expect(reroute).toBeHidden();
  await reads(ren, 'reroute');

  // What is looked for, and a list that is kept under a name and shared.
  await mia.getByRole('searchbox', { name: 'Number, zone, words' }).fill(hostile('words'));
  await expect(mia.getByText('Nothing matches.')).toBeVisible();
  await isHarmless(mia, 'words');
  await mia.getByRole('button', { name: 'Clear the search' }).click();
  await mia.getByRole('button', { name: 'Narrow the queue' }).click();
  const panel = mia.getByRole('group', { name: 'Narrow the queue' });
  await panel.getByLabel('Category').selectOption('item.unattended');
  await panel.getByLabel('Name this list').fill(hostile('list').slice(0, 60));
  await panel.getByLabel('Shared with colleagues').check();
  await panel.getByRole('button', { name: 'Keep' }).click();
  await expect(panel.getByRole('list', { name: 'Kept lists' })).toContainText(hostile('list').slice(0, 60));
  await ren.reload();
  await ren.getByRole('button', { name: 'Narrow the queue' }).click();
  await expect(ren.getByRole('list', { name: 'Kept lists' })).toContainText(hostile('list').slice(0, 60));
  for (const desk of [mia, ren]) await isHarmless(desk, 'list');

  // An address somebody sends on says nothing but which list.
  await ren.goto(`/desk/${encodeURIComponent(hostile('number'))}?category=${encodeURIComponent(hostile('category'))}`);
  await expect(ren.getByRole('region', { name: 'Queue' })).toBeVisible();
  await isHarmless(ren, 'address');
});

test('lines of a handover, questions and answers are text', async ({ server, stage }) => {
  await server.report({ category: 'item.unattended', place: PLACE });
  const mia = await stage.desk('officer@demo.test');
  await mia.getByRole('link', { name: 'Handover' }).click();
  await expect(mia.locator('.hline').first()).toBeVisible();
  await mia.keyboard.press('n');
  const add = mia.getByRole('form', { name: 'Add line' });
  await add.getByLabel('What', { exact: true }).fill(hostile('line'));
  await add.getByLabel('What one must know').fill(hostile('detail'));
  await add.getByRole('button', { name: 'Save' }).click();
  await reads(mia, 'line');
  await mia.getByRole('button', { name: 'Sign and hand over' }).click();
  await expect(mia.getByRole('button', { name: 'Take my signature back' })).toBeVisible();

  const ren = await stage.desk('second@demo.test');
  await ren.goto('/desk/handover');
  await ren.locator('.hline').filter({ hasText: 'line <img' }).click();
  for (const field of ['line', 'detail']) await reads(ren, field);
  await ren.keyboard.press('q');
  await ren.getByRole('form', { name: 'Question' }).getByLabel('What is not clear').fill(hostile('question'));
  await ren.keyboard.press('Control+Enter');
  await reads(mia, 'question');
  await mia.locator('.hline').filter({ hasText: 'line <img' }).click();
  await mia.keyboard.press('r');
  await mia.getByRole('form', { name: 'Answer' }).getByLabel('Your answer').fill(hostile('answer'));
  await mia.keyboard.press('Control+Enter');
  await reads(ren, 'answer');
});

test('reasons that a supervisor reads are text', async ({ stage, server }) => {
  await server.report({ category: 'item.unattended', place: PLACE });
  const supervisor = await stage.desk('supervisor@demo.test');
  const eod = await stage.desk('eod@demo.test');
  await supervisor.goto('/desk/coverage');
  await supervisor.getByRole('button', { name: 'Duty of Thandi Mbeki · BV-41' }).click();
  const form = supervisor.getByRole('form', { name: 'Duty of Thandi Mbeki · BV-41' });
  await form.getByLabel('Why').fill(hostile('why'));
  await form.getByRole('button', { name: 'Say it' }).click();
  await expect(form).toBeHidden();
  await reads(supervisor, 'why');
  await eod.goto('/desk/coverage');
  await expect(eod.getByText('Dog unit').first()).toBeVisible();
  await isHarmless(eod, 'why');

  const mia = await server.officer('officer@demo.test');
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  await mia.post('/desk/exports', {
    kind: 'incidents_csv',
    venue: 'bayview',
    from: day(-3),
    to: day(1),
    words: true,
    reason: hostile('export'),
  });
  await supervisor.goto('/desk/exports');
  await reads(supervisor, 'export');
});
