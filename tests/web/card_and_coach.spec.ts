import { expect, heading, send, test } from './stand';

test('an officer asks with a card, and one tap answers it in one’s own language', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114', { language: 'ar' });
  await phone.getByRole('button', { name: 'أبلغ عن شيء' }).tap();
  await phone.getByRole('button', { name: 'حقيبة أو غرض' }).tap();
  await phone.getByRole('button', { name: 'أرسل البلاغ' }).tap();
  await phone.getByRole('button', { name: 'انتهيت' }).tap();

  const desk = await stage.desk();
  await desk.getByRole('region', { name: 'Queue' }).getByRole('listitem').getByRole('button').first().click();
  await desk.keyboard.press('a');
  await expect(desk.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: /En route/ })).toBeVisible();
  await desk.getByRole('button', { name: 'Card I', exact: true }).click();
  await desk.getByRole('searchbox', { name: 'Find a question or a sentence' }).fill('which way');
  await desk.keyboard.press('Enter');
  await expect(desk.getByText('Delivered').or(desk.getByText('Seen, no answer yet'))).toBeVisible();

  await expect(phone.getByRole('heading', { name: 'إلى أين ذهبوا؟' })).toBeVisible();
  await phone.getByRole('button', { name: 'إلى المخرج' }).tap();
  await expect(phone.getByText('إلى المخرج')).toBeVisible();
  await expect(desk.getByText('To the exit')).toBeVisible();
  await expect(desk.getByText('1 of 1 answered')).toBeVisible();
  const { reports } = await (await server.officer()).onlyIncident();
  expect(reports[0]?.messages.map(({ option }) => option)).toEqual([undefined, 'exit']);
});

test('a card to two witnesses is one question with two answers', async ({ server, stage }) => {
  const place = { plate: 'BV-T1-114' };
  for (const language of ['en', 'es']) await server.report({ category: 'item.unattended', place, language });
  const officer = await server.officer();
  const incident = await officer.onlyIncident();
  expect(incident.report_count).toBe(2);
  await officer.act(incident, 'message', { card: 'come_back' });
  const desk = await stage.desk();
  await desk.getByRole('region', { name: 'Queue' }).getByRole('listitem').getByRole('button').first().click();
  await expect(desk.getByText('0 of 2 answered')).toBeVisible();
  await expect(desk.getByText('Has anyone come back to it?')).toHaveCount(1);
});

test('words that tell only looks are asked about once, and go as they are if so wished', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await send(phone, 'Testing security');
  await phone.getByRole('button', { name: 'I’m done' }).tap();
  const write = async (words: string) => {
    await phone.getByRole('link', { name: 'Words' }).tap();
    await phone.getByLabel('Your words').fill(words);
  };
  await write('A tall man in a dark coat, he looks odd.');
  await phone.getByRole('button', { name: 'Add words' }).tap();
  await expect(heading(phone, 'What did you see them do?')).toBeVisible();
  await phone.getByRole('button', { name: 'Tried a door or gate' }).tap();
  await phone.getByRole('button', { name: 'Add and continue' }).tap();
  await expect(phone.getByRole('link', { name: 'Words' })).toBeVisible();

  await write('A tall woman, she looks odd.');
  await phone.getByRole('button', { name: 'Add words' }).tap();
  await phone.getByRole('button', { name: 'Send my words as they are' }).tap();
  await write('Somebody filmed the gate. Write to ann@example.org');
  await expect(phone.getByText('This looks like an e-mail address.')).toBeVisible();
  await phone.getByRole('button', { name: 'Add words' }).tap();
  await expect(phone.getByRole('link', { name: 'Words' })).toBeVisible();

  const officer = await server.officer();
  const said = async () => (await officer.onlyIncident()).reports[0]?.narrative.map(({ text }) => text);
  await expect
    .poll(said)
    .toEqual([
      'A tall man in a dark coat, he looks odd.\nTried a door or gate',
      'A tall woman, she looks odd.',
      'Somebody filmed the gate. Write to ann@example.org',
    ]);
});

test('looks are never asked about where it is urgent', async ({ stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await phone.getByRole('button', { name: 'Report something' }).tap();
  await phone.getByRole('button', { name: 'Danger now' }).tap();
  await phone.getByRole('button', { name: 'I can’t call' }).tap();
  await phone.getByRole('button', { name: 'Send report' }).tap();
  await phone.getByRole('button', { name: 'I’m done' }).tap();
  await phone.getByRole('link', { name: 'Words' }).tap();
  await phone.getByLabel('Your words').fill('A tall man in a dark coat.');
  await phone.getByRole('button', { name: 'Add words' }).tap();
  await expect(heading(phone, /sent|seen/)).toBeVisible();
});
