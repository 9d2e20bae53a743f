import { CANARY, expect, heading, PHOTOS, row, send, test } from './stand';

test('a report travels from a phone to the officer who acknowledges it, and back', async ({ server, stage }) => {
  const desk = await stage.desk();
  const phone = await stage.phone('/p/BV-T1-114');

  await test.step('send first', async () => {
    await expect(heading(phone, 'Bayview Airport')).toBeVisible();
    await expect(phone.getByText('Check-in A, Departures')).toBeVisible();
    await send(phone, 'Bag or object');
    await expect(phone.getByText(/^Sent \d\d:\d\d\.$/)).toBeVisible();
    await expect(row(desk, /Bag or item left alone/)).toBeVisible();
  });

  await test.step('answer: wires mean danger', async () => {
    await expect(heading(phone, 'What is it?')).toBeVisible();
    await phone.getByRole('button', { name: 'Bag or thing left alone' }).click();
    await expect(heading(phone, 'Does it look hidden on purpose?')).toBeVisible();
    await phone.getByRole('button', { name: 'Yes' }).click();
    await expect(heading(phone, /^Any wires/)).toBeVisible();
    await phone.getByRole('button', { name: 'Yes' }).click();
    await expect(heading(phone, 'Move away. Call 112 now.')).toBeVisible();
    await expect(phone.getByRole('link', { name: 'Call 112' })).toHaveAttribute('href', 'tel:112');
    await expect(phone.getByText('Bayview Airport, Check-in A, Departures')).toBeVisible();
    await phone.getByRole('button', { name: 'I have called' }).click();
    await expect(heading(phone, 'Would you expect to see this kind of thing here?')).toBeVisible();
    await expect(desk.getByRole('region', { name: /^P1 waits/ })).toBeVisible();
    await phone.getByRole('button', { name: 'No', exact: true }).click();
    await phone.getByRole('button', { name: 'I did not see' }).click();
  });

  await test.step('two photos, then words', async () => {
    await expect(heading(phone, 'Add photos')).toBeVisible();
    await phone.getByLabel('From library').setInputFiles([PHOTOS.withPlace, PHOTOS.turned]);
    await expect(phone.getByRole('figure').filter({ hasText: 'Sent' })).toHaveCount(2);
    await phone.getByRole('button', { name: 'Done' }).click();
    await phone.getByLabel('Your words').fill('Black case behind the bin, wires at the zip.');
    await phone.getByRole('button', { name: 'Add words' }).click();
    await expect(heading(phone, 'Your report is sent')).toBeVisible();
  });

  await test.step('the officer sees all of it, and acknowledges by a key', async () => {
    await row(desk, /Bag or item left alone/).click();
    await expect(desk.getByText('Black case behind the bin, wires at the zip.')).toBeVisible();
    const photos = desk.getByRole('img', { name: /^Photo \d, report 1$/ });
    await expect(photos).toHaveCount(2);
    const shapes = await photos.evaluateAll((all: HTMLImageElement[]) =>
      Promise.all(all.map((one) => one.decode().then(() => (one.naturalWidth > one.naturalHeight ? 'wide' : 'tall')))),
    );
    expect(shapes).toEqual(['wide', 'tall']);
    await desk.keyboard.press('a');
    await expect(desk.getByRole('region', { name: /^P1 waits/ })).toBeHidden();
    await expect(desk.getByRole('button', { name: /^En route/ })).toBeVisible();
    await expect(heading(phone, 'An officer has seen it')).toBeVisible();
  });

  await test.step('they talk', async () => {
    await desk.getByRole('textbox', { name: 'Chat' }).fill('Is anybody near it?');
    await desk.keyboard.press('Control+Enter');
    await expect(phone.getByRole('heading', { name: 'Is anybody near it?' })).toBeVisible();
    await phone.getByLabel('Your answer').fill('Nobody. I am by the doors.');
    await phone.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(desk.getByRole('list', { name: 'Chat' }).getByText('Nobody. I am by the doors.')).toBeVisible();
    await desk.keyboard.press('Escape');
    await desk.keyboard.press('e');
    await expect(heading(phone, 'An officer is on the way')).toBeVisible();
  });

  const officer = await server.officer();
  const { priority, reports } = await officer.onlyIncident();
  expect(priority).toBe(1);
  for (const { id } of reports[0]?.photos ?? []) {
    const headers = { Authorization: `Bearer ${officer.token}` };
    const clean = await fetch(`${server.origin}/api/v1/desk/photos/${id}/view`, { headers });
    expect(Buffer.from(await clean.arrayBuffer()).includes(CANARY)).toBe(false);
  }
});
