import { AxeBuilder } from '@axe-core/playwright';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import config from '../playwright.config';
import { expect, heading, PASSWORD, row, send, test, type Page, type Server, type Stage } from './stand';

const launch = config.use?.launchOptions;
// A microphone that beeps, and nobody who has to allow it.
const FAKES = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
test.use({ launchOptions: { ...launch, args: [...(launch?.args ?? []), ...FAKES] } });

/** The first bytes of every webm file. */
const WEBM = Buffer.from([0x1a, 0x45, 0xdf, 0xa3]);
const VIDEO = 'Short video';
/** Two seconds were recorded, or some more where the machine is slow. */
const left = /^(5[0-8]|[1-4]\d) seconds left$/;

async function addPhotos(stage: Stage): Promise<Page> {
  const phone = await stage.phone('/p/BV-T1-114');
  await send(phone, 'Bag or object');
  await phone.getByRole('button', { name: 'I’m done' }).tap();
  await phone.getByRole('link', { name: 'Photos' }).tap();
  await expect(heading(phone, 'Add photos')).toBeVisible();
  return phone;
}

/** A video as a browser records it: it does not say how long it is. */
async function filmed(page: Page, seconds: number): Promise<Buffer> {
  const text = await page.evaluate(async (length) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
    const paint = canvas.getContext('2d')!;
    let hue = 0;
    const timer = setInterval(() => {
      paint.fillStyle = `hsl(${(hue += 20)} 80% 50%)`;
      paint.fillRect(0, 0, 320, 180);
    }, 50);
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' });
    const chunks: Blob[] = [];
    recorder.ondataavailable = ({ data }) => chunks.push(data);
    const ended = new Promise((done) => (recorder.onstop = done));
    recorder.start();
    await new Promise((next) => setTimeout(next, length * 1_000));
    recorder.stop();
    await ended;
    clearInterval(timer);
    const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  }, seconds);
  return Buffer.from(text, 'base64');
}

/** What the keeper of evidence finds in the only sealed original. */
async function opened(server: Server, file: string): Promise<Buffer> {
  const officer = await server.officer();
  await officer.confirm(PASSWORD);
  const { id } = (await officer.onlyIncident()).reports[0]!.photos[0]!;
  writeFileSync(file, await officer.original(id, 'case 17'));
  const key = join(server.folder, 'keys', 'evidence-bayview-ppa.txt');
  return execFileSync('age', ['--decrypt', '--identity', key, file], { maxBuffer: 1 << 26 });
}

async function faults(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'], preload: false }).setLegacyMode(true);
  const { violations } = await axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(' ')}`));
}

const arrived = async (server: Server) => {
  const officer = await server.officer();
  const photos = async () => (await officer.onlyIncident()).reports[0]?.photos ?? [];
  await expect.poll(async () => (await photos())[0]?.state, { timeout: 30_000 }).toBe('ready');
  await expect.poll(async () => (await photos())[0]?.sealed?.claimed_sha256).toMatch(/^[\da-f]{64}$/);
  const [photo, ...more] = await photos();
  expect(more).toEqual([]);
  return photo!;
};

test('what is said goes as a picture to officers, and sealed to the keeper', async ({ server, stage }, info) => {
  const phone = await addPhotos(stage);
  const bodies: Buffer[] = [];
  phone.on('request', (request) => {
    const body = request.postDataBuffer();
    if (request.method() === 'PUT' && body) bodies.push(body);
  });
  await phone.getByRole('button', { name: 'Say it' }).tap();
  const stop = phone.getByRole('button', { name: 'Stop and keep' });
  await expect(stop).toBeFocused();
  await expect(phone.getByText('Your voice can be recognised.')).toBeVisible();
  await expect(phone.getByRole('button', { name: 'Done' })).toBeHidden();
  expect((await stop.boundingBox())!.height).toBeGreaterThanOrEqual(56);
  expect(await faults(phone)).toEqual([]);
  await expect(phone.getByText(left)).toBeVisible();
  await stop.tap();
  await expect(phone.getByRole('img', { name: 'Voice note 1' })).toBeVisible();
  await expect(phone.getByRole('button', { name: 'Say it' })).toBeFocused();
  await expect(phone.getByRole('button', { name: /^Blur/ })).toHaveCount(0);
  expect(await faults(phone)).toEqual([]);
  await phone.getByRole('button', { name: 'Done' }).tap();
  await phone.getByRole('button', { name: 'Skip' }).tap();

  const { sealed } = await arrived(server);
  expect(sealed?.media).toBe('voice');
  expect((await opened(server, info.outputPath('voice.age'))).subarray(0, 4).equals(WEBM)).toBe(true);
  // What left the phone open is a picture, and nothing in it can be heard.
  expect(bodies.filter((body) => body.includes(WEBM))).toEqual([]);

  await phone.getByText('Proof of your photos').tap();
  await expect(phone.getByText(sealed!.claimed_sha256!)).toBeVisible();
  await expect(phone.getByText('Voice note 1', { exact: true })).toBeVisible();
  await phone.goto('/reports');
  await expect(phone.getByText('Voice note 1: sealed original')).toBeVisible();

  const desk = await stage.desk();
  await row(desk, /Bag/).first().click();
  await expect(desk.getByRole('img', { name: 'Voice note 1, report 1' })).toBeVisible();
  await expect(desk.getByText('Voice note, sealed original')).toBeVisible();
});

test('a voice note that is discarded or removed never leaves', async ({ server, stage }) => {
  const phone = await addPhotos(stage);
  const puts: string[] = [];
  phone.on('request', (request) => void (request.method() === 'PUT' && puts.push(request.url())));
  await phone.getByRole('button', { name: 'Say it' }).tap();
  await phone.getByRole('button', { name: 'Discard' }).tap();
  await expect(phone.getByRole('button', { name: 'Say it' })).toBeFocused();
  await expect(phone.getByRole('figure')).toHaveCount(0);
  await phone.getByRole('button', { name: 'Say it' }).tap();
  await expect(phone.getByText(left)).toBeVisible();
  await phone.getByRole('button', { name: 'Stop and keep' }).tap();
  await phone.getByRole('button', { name: 'Remove, Voice note 1' }).tap();
  await expect(phone.getByRole('figure')).toHaveCount(0);
  await phone.getByRole('button', { name: 'Done' }).tap();
  await phone.getByRole('button', { name: 'Skip' }).tap();
  await expect(heading(phone, 'Your report is sent')).toBeVisible();
  expect(puts).toEqual([]);
  expect((await (await server.officer()).onlyIncident()).reports[0]?.photos).toEqual([]);
});

test('a short video goes as one picture of it, and sealed to the keeper', async ({ server, stage }, info) => {
  const phone = await addPhotos(stage);
  const buffer = await filmed(phone, 2);
  await phone.getByLabel(VIDEO).setInputFiles({ name: 'film.webm', mimeType: 'video/webm', buffer });
  const picture = phone.getByRole('img', { name: 'Short video 1' });
  await expect(picture).toBeVisible();
  // The picture shows what was filmed; that may be blurred, like any photo.
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth / image.naturalHeight)).toBeCloseTo(
    320 / 180,
    1,
  );
  await expect(phone.getByRole('button', { name: 'Blur, Short video 1' })).toBeVisible();
  await phone.getByRole('button', { name: 'Done' }).tap();

  const { sealed } = await arrived(server);
  expect(sealed?.media).toBe('video');
  expect((await opened(server, info.outputPath('video.age'))).equals(buffer)).toBe(true);
});

test('a video that is too long or too large is refused, and so is what is none', async ({ stage }) => {
  const phone = await addPhotos(stage);
  const pick = (mimeType: string, buffer: Buffer) =>
    phone.getByLabel(VIDEO).setInputFiles({ name: 'film', mimeType, buffer });
  const told = phone.getByRole('alert');
  await pick('text/plain', Buffer.from('no film'));
  await expect(told).toHaveText('Only a video can be sent here.');
  await pick('video/mp4', Buffer.alloc(20 * 1_048_576 + 1));
  await expect(told).toHaveText('This video is too large: at most 20 MB. Film a shorter one.');
  // Nobody waits half a minute here: a short one that says it is long.
  await phone.evaluate(() => Object.defineProperty(HTMLMediaElement.prototype, 'duration', { get: () => 31 }));
  await pick('video/webm', await filmed(phone, 1));
  await expect(told).toHaveText('This video is too long. Film at most 30 seconds.');
  await expect(phone.getByRole('figure')).toHaveCount(0);
});

test('a microphone that is refused, or is not there, is no dead end', async ({ stage }) => {
  const phone = await addPhotos(stage);
  await phone.evaluate(() => {
    const refuse = () => Promise.reject(new DOMException('refused', 'NotAllowedError'));
    Object.defineProperty(navigator.mediaDevices, 'getUserMedia', { value: refuse, configurable: true });
  });
  await phone.getByRole('button', { name: 'Say it' }).tap();
  await expect(phone.getByRole('alert')).toHaveText('The microphone did not open. Write it instead.');
  expect(await faults(phone)).toEqual([]);
  await phone.evaluate(() => Object.defineProperty(navigator, 'mediaDevices', { value: undefined }));
  await phone.getByRole('button', { name: 'Say it' }).tap();
  await expect(phone.getByRole('alert')).toHaveText('The microphone did not open. Write it instead.');
  await phone.getByRole('link', { name: 'Write it' }).tap();
  await expect(phone.getByLabel('Your words')).toBeVisible();
  // This browser would send the voice to somebody else's servers: no button, only what the keyboard can do.
  await expect(phone.getByRole('button', { name: 'Dictate' })).toHaveCount(0);
  await expect(phone.getByText('Or use the microphone of your keyboard.')).toBeVisible();
});
