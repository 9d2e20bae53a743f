import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import { expect, PASSWORD, send, test, type Page, type Server, type Stage } from './stand';

const PLACE = { plate: 'BV-T1-114' };
const BAG = 'item.unattended';
const WORDS = 'Maleta azul oscuro bajo los asientos, fila E. Está ahí desde que llegué al aeropuerto.';
const first = (desk: Page) =>
  desk.getByRole('region', { name: 'Queue' }).getByRole('listitem').getByRole('button').first();
const faults = async (page: Page, within: string) => {
  const { violations } = await new AxeBuilder({ page }).include(within).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(' ')}`);
};

test('a ready message is seen as each reader will read it, and goes by keys alone', async ({ server, stage }) => {
  for (const language of ['en', 'es-MX', 'ar']) await server.report({ category: BAG, place: PLACE, language });
  const desk = await stage.desk();
  await first(desk).click();
  await expect(desk.getByRole('button', { name: 'Ready message ;' })).toBeVisible();
  await desk.keyboard.press(';');
  const find = desk.getByRole('searchbox', { name: 'Find a question or a sentence' });
  await expect(find).toBeFocused();
  await expect(desk.getByRole('button', { name: 'Is it still there?' })).toHaveCount(0);
  await find.fill('we have it');
  await expect(desk.getByText('Each of them reads')).toBeVisible();
  await expect(desk.getByText('Ya tenemos su aviso. Un agente va de camino.')).toBeVisible();
  await expect(desk.getByText('بلاغك عندنا. الشرطي في الطريق.')).toBeVisible();
  await expect(desk.locator('.reads dt')).toHaveText([/R1\s+English/, /R2\s+Spanish/, /R3\s+Arabic/]);
  expect(await faults(desk, '.deck')).toEqual([]);
  await find.fill('');
  await desk.keyboard.press('ArrowDown');
  await desk.keyboard.press('ArrowUp');
  await expect(desk.getByText('Un agente va de camino.').first()).toBeVisible();
  await find.fill('we have it');
  await desk.keyboard.press('Enter');
  await expect(find).toHaveCount(0);
  await expect(desk.locator('.thread')).toContainText('We have it. An officer is on the way.');

  // To one alone: only what that one reads is shown.
  await desk.getByRole('combobox', { name: 'Write to' }).selectOption({ label: 'R2' });
  await desk.getByRole('button', { name: 'Ready message ;' }).click();
  await find.fill('taken care');
  await expect(desk.getByText('They read')).toBeVisible();
  await expect(desk.locator('.reads dt')).toHaveText([/R2\s+Spanish/]);
  await desk.getByRole('button', { name: 'It is taken care of. Thank you.' }).click();
  const officer = await server.officer();
  const cards = async () =>
    (await officer.onlyIncident()).reports.map(({ messages }) =>
      messages.map((message) => (message as { card?: string }).card),
    );
  await expect.poll(cards).toEqual([['have_it'], ['have_it', 'handled'], ['have_it']]);
});

/** A report with a photo of many colours, as the desk gets it. */
async function photographed(server: Server, stage: Stage): Promise<void> {
  const phone = await stage.phone('/p/BV-T1-114');
  await send(phone, 'Bag or object');
  await phone.getByRole('button', { name: 'I’m done' }).tap();
  await phone.getByRole('link', { name: 'Photos' }).tap();
  const buffer = Buffer.from(await phone.evaluate(motley), 'base64');
  await phone.getByLabel('From library').setInputFiles({ name: 'crowd.jpg', mimeType: 'image/jpeg', buffer });
  await phone.getByRole('button', { name: 'Done' }).tap();
  const officer = await server.officer();
  const photo = async () => (await officer.onlyIncident()).reports[0]?.photos[0];
  await expect.poll(async () => (await photo())?.state, { timeout: 30_000 }).toBe('ready');
}

test('a copy for sharing has its parts destroyed, is noted, and leaves the photo as it is', async ({
  server,
  stage,
}) => {
  await photographed(server, stage);

  const desk = await stage.desk();
  await first(desk).click();
  await desk.getByRole('button', { name: 'Photo 1, report 1' }).click();
  await expect(desk.getByRole('button', { name: 'Blur for sharing B' })).toBeVisible();
  await desk.keyboard.press('b');
  const tool = desk.getByRole('dialog', { name: 'Blur for sharing' });
  const show = tool.getByRole('button', { name: 'Show the copy' });
  await expect(show).toBeDisabled();

  // By mouse, and by keys.
  const board = (await tool.getByRole('img', { name: 'The photo' }).boundingBox())!;
  await desk.mouse.move(board.x + board.width * 0.1, board.y + board.height * 0.1);
  await desk.mouse.down();
  await desk.mouse.move(board.x + board.width * 0.4, board.y + board.height * 0.4, { steps: 4 });
  await desk.mouse.up();
  await expect(tool.getByText('1 area', { exact: true })).toBeVisible();
  await tool.getByRole('button', { name: 'Add an area' }).click();
  await expect(tool.getByRole('button', { name: /^Area 2\./ })).toBeFocused();
  await desk.keyboard.press('ArrowRight');
  await desk.keyboard.press('+');
  expect(await faults(desk, '.share')).toEqual([]);
  await tool.getByRole('button', { name: 'Add an area' }).click();
  await desk.keyboard.press('Delete');
  await expect(tool.getByText('2 areas', { exact: true })).toBeVisible();
  await show.click();
  await expect(tool.getByRole('img', { name: 'The copy, as others will see it' })).toBeVisible();
  const colours = await tool.getByRole('img', { name: 'The copy, as others will see it' }).evaluate(coloursIn);
  expect(colours.whole, 'what was not marked is as it was').toBeGreaterThan(colours.marked * 4);

  // What cannot be noted is not handed out.
  const handed: string[] = [];
  desk.on('download', (file) => handed.push(file.suggestedFilename()));
  await desk.route('**/blurred', (route) => route.abort());
  await tool.getByRole('button', { name: 'Download the copy' }).click();
  await expect(tool.getByRole('alert')).toBeVisible();
  await desk.unroute('**/blurred');
  expect(handed).toEqual([]);

  const [download] = await Promise.all([
    desk.waitForEvent('download'),
    tool.getByRole('button', { name: 'Download the copy' }).click(),
  ]);
  await expect(tool.getByText('Downloaded, and noted in the timeline.')).toBeVisible();
  expect(download.suggestedFilename()).toBe('A-0001-1-blurred.jpg');
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(0, 2).toString('hex')).toBe('ffd8');
  expect(bytes.includes('Exif')).toBe(false);

  const officer = await server.officer();
  const { timeline } = await officer.onlyIncident();
  const noted = timeline.filter(({ kind }) => kind === 'photo.blurred');
  expect(noted.map(({ params }) => [params['areas'], params['sha256']])).toEqual([
    [2, createHash('sha256').update(bytes).digest('hex')],
  ]);
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('Escape');
  await expect(desk.getByRole('listitem').filter({ hasText: 'took a blurred copy of a photo' }).first()).toBeVisible();
  expect((await officer.onlyIncident()).reports[0]?.photos[0]?.state).toBe('ready');
});

/** A picture with another colour at every spot, so that one can see where nothing is left of it. */
function motley(): string {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [640, 480];
  const context = canvas.getContext('2d')!;
  for (let x = 0; x < 640; x += 8)
    for (let y = 0; y < 480; y += 8) {
      context.fillStyle = `rgb(${(x * 7) % 256} ${(y * 5) % 256} ${(x * 3 + y * 11) % 256})`;
      context.fillRect(x, y, 8, 8);
    }
  return canvas.toDataURL('image/jpeg', 0.95).split(',')[1]!;
}

/** How many colours there are where it was marked, and in as large a part that was not. */
function coloursIn(shown: Element) {
  const picture = shown as HTMLImageElement;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
  const context = canvas.getContext('2d')!;
  context.drawImage(picture, 0, 0);
  const count = (x: number, y: number) => {
    const [w, h] = [canvas.width * 0.2, canvas.height * 0.2];
    const { data } = context.getImageData(canvas.width * x, canvas.height * y, w, h);
    const seen = new Set<number>();
    for (let at = 0; at < data.length; at += 4)
      seen.add(((data[at]! >> 3) << 10) | ((data[at + 1]! >> 3) << 5) | (data[at + 2]! >> 3));
    return seen.size;
  };
  return { marked: count(0.15, 0.15), whole: count(0.75, 0.75) };
}

test.describe('a translator in the house', () => {
  let machine: HttpServer;
  let asked: Record<string, string>[] = [];
  let answer = { status: 200, body: { translatedText: 'Dark blue suitcase under the seats, row E.' } as object };

  test.beforeEach(async () => {
    asked = [];
    machine = createServer((request, reply) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        asked.push(JSON.parse(body) as Record<string, string>);
        reply.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((done) => machine.listen(0, '127.0.0.1', done));
  });
  test.afterEach(() => void machine.close());

  test('is asked on a press, stands beside the words, and is kept nowhere', async ({ server, stage }) => {
    await server.report({ category: BAG, place: PLACE, narrative: WORDS, language: 'es-MX' });
    let desk = await stage.desk();
    await first(desk).click();
    await expect(desk.locator('.rep .foreign')).toHaveText('Spanish');
    await expect(desk.getByRole('button', { name: 'Translate' })).toHaveCount(0);

    await server.stop();
    server.settings['SSA_TRANSLATE_URL'] = `http://127.0.0.1:${(machine.address() as AddressInfo).port}`;
    await server.start();
    desk = await stage.desk('second@demo.test');
    await first(desk).click();
    const words = desk.locator('.rep');
    await expect(words).toContainText(WORDS);
    expect(asked).toEqual([]);
    await words.getByRole('button', { name: 'Translate' }).click();
    await expect(words).toContainText('Machine translation, unchecked');
    await expect(words).toContainText('Dark blue suitcase under the seats, row E.');
    await expect(words, 'the words themselves stay').toContainText(WORDS);
    expect(asked).toEqual([{ q: WORDS, source: 'es', target: 'en', format: 'text' }]);
    expect(await faults(desk, '.rep')).toEqual([]);

    await words.getByRole('button', { name: 'Hide the translation' }).click();
    await expect(words).not.toContainText('Dark blue');
    answer = { status: 500, body: { error: 'broken' } };
    await words.getByRole('button', { name: 'Translate' }).click();
    await expect(words).toContainText('The translator does not answer. Only the original is here.');
    answer = { status: 400, body: { error: 'es is not supported' } };
    await words.getByRole('button', { name: 'Translate' }).click();
    await expect(words).toContainText('The translator does not know this language.');
  });
});

test('the original is handed out for a reason, to whoever shows once more who they are', async ({ server, stage }) => {
  await photographed(server, stage);
  const officer = await server.officer();
  const sealed = async () => (await officer.onlyIncident()).reports[0]?.photos[0]?.sealed?.bytes ?? 0;
  await expect.poll(sealed).toBeGreaterThan(0);
  const desk = await stage.desk();
  await first(desk).click();
  await desk.getByRole('button', { name: /^Photo 1/ }).click();
  await desk.keyboard.press('o');
  const form = desk.getByRole('dialog', { name: 'As it was received' });
  await expect(form.getByText(/only the keeper of evidence/)).toBeVisible();
  expect(await faults(desk, 'dialog.share')).toEqual([]);
  await form.getByLabel(/^Reason/).fill('para el juzgado');
  await form.getByLabel(/^Your password/).fill('wrong');
  await desk.keyboard.press('Enter');
  await expect(form.getByRole('alert')).toBeVisible();
  await form.getByLabel(/^Your password/).fill(PASSWORD);
  const downloaded = desk.waitForEvent('download');
  await desk.keyboard.press('Enter');
  const file = await downloaded;
  expect(file.suggestedFilename()).toBe('A-0001-1-original.age');
  expect((await readFile(await file.path())).subarray(0, 21).toString()).toBe('age-encryption.org/v1');
  await expect(form.getByText('Downloaded, and noted with your reason.')).toBeVisible();
});
