import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, heading, PHOTOS, type Server, type Stage, test } from './stand';
import { PHONE, WALL, wear } from './stand/looks';
import { putPhoto } from './stand/walk';

/** With SSA_PICTURES set to a folder, the pictures of the desk lie there afterwards (docs/screens). */
const folder = process.env.SSA_PICTURES;
const LARGE = { width: 2560, height: 1440 };
const OTHERS = [
  { category: 'access.door_open', place: { plate: 'BV-T1-122' }, narrative: 'Staff door stands open, nobody there.' },
  { category: 'item.lost', place: { plate: 'BV-T1-158' }, narrative: 'Found a phone in the tray.' },
  {
    category: 'vehicle.abandoned',
    place: { plate: 'BV-LS-01' },
    narrative: 'White van, engine running, nobody in it.',
  },
  { category: 'behaviour.photo', place: { plate: 'BV-PB-07' }, narrative: 'Somebody photographs the cameras.' },
  { category: 'crime.theft_past', place: { plate: 'BV-RS-11' }, narrative: 'My wallet is gone since the escalator.' },
  { category: 'cyber.phish', place: { plate: 'BV-CG-12' }, narrative: 'A mail that asks for our pass numbers.' },
  { category: 'fault.equipment', place: { plate: 'BV-P1-12' }, narrative: 'The barrier does not close.' },
];

// Pictures are made when somebody asks for them: no check, and so not counted among those.
const draw = folder === undefined ? () => undefined : test;
draw('the desk is drawn for the documents', async ({ server, stage }: { server: Server; stage: Stage }) => {
  test.setTimeout(180_000);
  for (const other of OTHERS) await server.report(other);
  const bag = { category: 'item.unattended', place: { plate: 'BV-T1-114' } };
  const { id, receipt } = await server.report({
    ...bag,
    narrative: 'Black case behind the bin. A man in a blue coat left it and went to the trains.',
    answers: { hot_hidden: 'yes' },
  });
  for (const photo of [PHOTOS.withPlace, PHOTOS.turned]) await putPhoto(server, id, receipt, await readFile(photo));
  await server.report({ ...bag, narrative: 'Maleta negra, sola.', language: 'es', answers: { hot_hidden: 'yes' } });
  const second = await server.officer('second@demo.test');
  for (const incident of (await second.incidents()).filter(({ category }) => /door|van|abandoned/.test(category)))
    await second.act(incident, 'acknowledge', { version: incident.version });

  const desk = await stage.desk('officer@demo.test');
  await desk
    .getByRole('button', { name: /Bag or item left alone/ })
    .first()
    .click();
  await expect(heading(desk, /Bag or item left alone/)).toBeVisible();
  await expect(desk.locator('[data-photo] img').first()).toBeVisible();
  // Whoever is alarmed acts first: the desk at work is what is shown.
  const acknowledge = desk.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: /^Acknowledge/ });
  await acknowledge.click();
  await expect(desk.getByRole('toolbar', { name: 'Acts' }).getByRole('button', { name: /^En route/ })).toBeEnabled();
  await desk.keyboard.press('n');
  await desk.getByRole('textbox', { name: 'Note' }).fill('Camera 12 shows the owner at the trains.');
  await desk.keyboard.press('Control+Enter');
  await expect(desk.getByText('Camera 12 shows the owner at the trains.')).toBeVisible();
  // The ring around what has the focus is for whoever works by keys.
  await desk.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (const size of [WALL, LARGE, PHONE])
    for (const theme of ['night', 'day'] as const) {
      await wear(desk, size, theme);
      const path = join(folder!, `desk-${size.width}-${theme}.jpg`);
      await desk.screenshot({ path, type: 'jpeg', quality: 82, animations: 'disabled' });
    }
});
