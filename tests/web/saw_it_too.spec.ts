import { expect, see, send, test } from './stand';

test('whoever sees what is known already hears only that, and adds a witness with the same tap', async ({
  server,
  stage,
}) => {
  const first = await stage.phone('/p/BV-T1-114');
  await send(first, 'Bag or object');
  await expect(first.getByText(/^Sent \d/)).toBeVisible();

  const second = await stage.phone('/p/BV-T1-114');
  const answers: unknown[] = [];
  second.on('response', async (answer) => {
    if (answer.url().endsWith('/known')) answers.push(await answer.json());
  });
  await see(second, 'Bag or object');
  const too = second.getByRole('button', { name: 'I saw it too' });
  await expect(too).toBeVisible();
  await expect(second.getByText('Something like this is known here. Yours counts too.')).toBeVisible();
  expect(answers).toEqual([{ known: true }]);
  await too.click();
  await expect(second.getByText(/^Sent \d/)).toBeVisible();

  const officer = await server.officer();
  expect((await officer.onlyIncident()).reports).toHaveLength(2);
});

test('what nobody told of yet is sent as ever', async ({ stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  const asked = phone.waitForResponse(/\/known$/);
  await see(phone, 'Drone or laser');
  expect(await (await asked).json()).toEqual({ known: false });
  await expect(phone.getByRole('button', { name: 'Send report' })).toBeEnabled();
});
