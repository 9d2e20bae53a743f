import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { CANARY, expect, heading, PASSWORD, PHOTOS, send, test } from './stand';

const sealedLine = 'Also send the sealed original';

test('officers see a clean copy; the keeper opens the untouched original with age', async ({ server, stage }, info) => {
  const phone = await stage.phone('/p/BV-T1-114');
  const bodies: Buffer[] = [];
  phone.on('request', (request) => {
    const body = request.postDataBuffer();
    if (request.method() === 'PUT' && body) bodies.push(body);
  });
  await send(phone, 'Bag or object');
  await phone.getByRole('button', { name: 'I’m done' }).tap();
  await phone.getByRole('link', { name: 'Photos' }).tap();
  await phone.getByLabel('From library').setInputFiles(PHOTOS.withPlace);
  await phone.getByRole('button', { name: 'Done' }).tap();
  await phone.getByRole('button', { name: 'Skip' }).tap();

  const officer = await server.officer();
  const photo = async () => (await officer.onlyIncident()).reports[0]?.photos[0];
  await expect.poll(async () => (await photo())?.state).toBe('ready');
  await expect.poll(async () => (await photo())?.sealed?.claimed_sha256).toMatch(/^[\da-f]{64}$/);
  const { id, sealed } = (await photo())!;
  // What left the phone open has nothing of the camera in it; nor has anything else the server can read.
  expect(bodies.filter((body) => body.includes(CANARY))).toEqual([]);

  await officer.confirm(PASSWORD);
  const bytes = await officer.original(id, 'case 17');
  const file = info.outputPath('original.age');
  writeFileSync(file, bytes);
  const key = join(server.folder, 'keys', 'evidence-bayview-ppa.txt');
  const opened = execFileSync('age', ['--decrypt', '--identity', key, file], { maxBuffer: 1 << 26 });
  expect(opened.equals(readFileSync(PHOTOS.withPlace))).toBe(true);
  expect(opened.includes(CANARY)).toBe(true);
  await phone.getByText('Proof of your photos').tap();
  await expect(phone.getByText(sealed!.claimed_sha256!)).toBeVisible();
});

test('with the box off the original stays on the phone', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await send(phone, 'Bag or object');
  await phone.getByRole('button', { name: 'I’m done' }).tap();
  await phone.getByRole('link', { name: 'Photos' }).tap();
  await phone.getByRole('switch', { name: sealedLine }).tap();
  await phone.getByLabel('From library').setInputFiles(PHOTOS.withPlace);
  await phone.getByRole('button', { name: 'Done' }).tap();
  const officer = await server.officer();
  await expect.poll(async () => (await officer.onlyIncident()).reports[0]?.photos[0]?.state).toBe('ready');
  expect((await officer.onlyIncident()).reports[0]?.photos[0]?.sealed).toBeUndefined();
});

test('a photo this browser cannot show goes sealed alone; an empty one and a text do not go', async ({
  server,
  stage,
}) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await send(phone, 'Bag or object');
  await phone.getByRole('button', { name: 'I’m done' }).tap();
  await phone.getByRole('link', { name: 'Photos' }).tap();
  const pick = (name: string, mimeType: string, buffer: Buffer) =>
    phone.getByLabel('From library').setInputFiles({ name, mimeType, buffer });
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(400, 7)]);

  await pick('empty.jpg', 'image/jpeg', Buffer.alloc(0));
  await expect(phone.getByRole('alert')).toHaveText('This photo is empty. Take it again.');
  await pick('words.txt', 'text/plain', Buffer.from('not a picture'));
  await expect(phone.getByRole('alert')).toHaveText('Only photos can be sent.');
  await phone.getByRole('switch', { name: sealedLine }).tap();
  await pick('IMG_1.HEIC', 'image/heic', heic);
  await expect(phone.getByRole('alert')).toHaveText('This phone cannot clean this photo. Send it sealed.');
  await phone.getByRole('switch', { name: sealedLine }).tap();
  await pick('IMG_1.HEIC', 'image/heic', heic);
  await expect(phone.getByRole('figure')).toHaveCount(1);
  await phone.getByRole('button', { name: 'Done' }).tap();

  const officer = await server.officer();
  const photos = async () => (await officer.onlyIncident()).reports[0]?.photos ?? [];
  await expect.poll(async () => (await photos())[0]?.state).toBe('no_preview');
  expect(await photos()).toHaveLength(1);

  // At the desk there is nothing to look at, which is said; what was received is handed out all the same.
  const desk = await stage.desk();
  await desk.getByRole('region', { name: 'Queue' }).getByRole('listitem').getByRole('button').first().click();
  await desk.getByRole('button', { name: 'Photo 1, report 1: no preview, kept sealed' }).click();
  const viewer = desk.getByRole('dialog', { name: 'Photo viewer' });
  await expect(viewer.getByText('No preview could be made of this photo.')).toBeVisible();
  await expect(viewer.getByRole('img')).toHaveCount(0);
  await expect(viewer.getByRole('button', { name: 'Rotate R' })).toBeDisabled();
  await expect(viewer.getByRole('button', { name: /^Blur/ })).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page: desk }).include('dialog.viewer').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await desk.keyboard.press('o');
  const form = desk.getByRole('dialog', { name: 'As it was received' });
  await form.getByLabel(/^Reason/).fill('case 17');
  await form.getByLabel(/^Your password/).fill(PASSWORD);
  const downloaded = desk.waitForEvent('download');
  await desk.keyboard.press('Enter');
  const file = await downloaded;
  expect(file.suggestedFilename()).toBe('A-0001-1-original.age');
  expect((await readFile(await file.path())).subarray(0, 21).toString()).toBe('age-encryption.org/v1');
});

test('a blurred part never leaves the phone', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  const puts: string[] = [];
  phone.on('request', (request) => void (request.method() === 'PUT' && puts.push(request.url())));
  await send(phone, 'Bag or object');
  await phone.getByRole('button', { name: 'I’m done' }).tap();
  await phone.getByRole('link', { name: 'Photos' }).tap();
  await phone.getByRole('switch', { name: sealedLine }).tap();
  await phone.getByLabel('From library').setInputFiles(PHOTOS.withPlace);
  await phone.getByRole('button', { name: 'Blur, Photo 1' }).tap();
  await expect(heading(phone, 'Blur a part')).toBeVisible();
  await phone.getByRole('button', { name: 'Add a box' }).tap();
  const box = phone.getByRole('button', { name: /^Box 1/ });
  const before = await box.boundingBox();
  await box.focus();
  await phone.keyboard.press('ArrowRight');
  await phone.keyboard.press('+');
  expect((await box.boundingBox())!.x).not.toBe(before!.x);
  expect(puts).toEqual([]);
  await phone.getByRole('button', { name: 'Use this photo' }).tap();
  await phone.getByRole('button', { name: 'Done' }).tap();
  const officer = await server.officer();
  await expect.poll(async () => (await officer.onlyIncident()).reports[0]?.photos[0]?.state).toBe('ready');
  expect(puts).toHaveLength(1);
});

test('a photo that knows its place is asked for it, where the report knows less', async ({ server, stage }) => {
  const phone = await stage.phone('/p/BV-T1-114');
  await expect(heading(phone, 'Bayview Airport')).toBeVisible();
  await phone.goto('/');
  await phone.getByRole('button', { name: 'Report something' }).tap();
  await phone.getByRole('button', { name: 'Bag or object' }).tap();
  await phone.getByRole('link', { name: 'From a list' }).tap();
  await phone.getByRole('button', { name: 'Check-in A' }).tap();
  await phone.getByRole('button', { name: 'Send report' }).tap();
  await phone.getByRole('button', { name: 'I’m done' }).tap();
  await phone.getByRole('link', { name: 'Photos' }).tap();
  await phone.getByLabel('From library').setInputFiles(PHOTOS.withPlace);
  await phone.getByRole('button', { name: 'Use that place' }).tap();
  await expect(phone.getByText('The place is added.')).toBeVisible();
  const officer = await server.officer();
  await expect
    .poll(async () => (await officer.onlyIncident()).reports[0]?.later_places.map(({ source }) => source))
    .toEqual(['photo']);
});
