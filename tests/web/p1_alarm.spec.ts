import { expect, test } from './stand';

const INTRUDER = { category: 'access.intruder', place: { plate: 'BV-T1-114' } };

test('a P1 calls until somebody has it, and only a reason makes it quiet', async ({ server, stage }) => {
  const desk = await stage.desk();
  await expect(desk).toHaveTitle('Duty desk');
  const band = desk.getByRole('region', { name: 'P1 waits: A-0001' });
  await expect(band).toBeHidden();

  await server.report(INTRUDER);
  await expect(band).toBeVisible();
  await expect(desk.getByRole('alert').filter({ hasText: /^Priority one\./ })).toContainText('Check-in A');
  const left = band.getByText(/^0:\d\d/);
  const before = await left.textContent();
  await expect(left).not.toHaveText(before ?? '');
  await expect(band).toContainText('to acknowledge');

  await desk.keyboard.press('q');
  await expect(band.getByRole('group', { name: 'Why mute for 5 min?' })).toBeVisible();
  await desk.keyboard.press('2');
  await expect(band.getByRole('button', { name: /^Muted until .*Handled by radio/ })).toBeVisible();
  await expect(band).toBeVisible();

  const other = await server.officer('second@demo.test');
  const incident = await other.onlyIncident();
  await other.act(incident, 'acknowledge', { version: incident.version });
  await expect(band).toBeHidden();
  await expect(desk).toHaveTitle('Duty desk');
});

test('the title of the page calls whoever looks at another', async ({ server, stage }) => {
  const desk = await stage.desk();
  await desk.emulateMedia({ reducedMotion: 'no-preference' });
  await server.report(INTRUDER);
  await expect(desk).toHaveTitle('P1 waits: A-0001');
  await expect(desk).toHaveTitle('Duty desk');
  await expect(desk).toHaveTitle('P1 waits: A-0001');
});

test('a new P1 breaks through the silence of an older one', async ({ server, stage }) => {
  const desk = await stage.desk();
  await server.report(INTRUDER);
  await desk.getByRole('region', { name: /^P1 waits/ }).waitFor();
  await desk.keyboard.press('q');
  await desk.keyboard.press('1');
  await expect(desk.getByText(/^Muted until/)).toBeVisible();
  await server.report({ ...INTRUDER, place: { plate: 'BV-T1-122' } });
  await expect(desk.getByText('1 more P1 waits.')).toBeVisible();
  await expect(desk.getByText(/^Muted until/)).toBeHidden();
});
