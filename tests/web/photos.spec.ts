import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, PHOTOS, test, type Page, type Server } from './stand';
import { putPhoto } from './stand/walk';

const BAG = { category: 'item.unattended', place: { plate: 'BV-T1-114' } };
const REPORTS = [
  { words: 'Blue case under the seats.', photo: PHOTOS.withPlace },
  { words: 'A man put it down and left.', photo: PHOTOS.turned },
  { words: 'It is ticking, I think.', photo: PHOTOS.withPlace },
];

/** A report with one photo, as a phone sends it. */
async function photographed(server: Server, { words, photo }: (typeof REPORTS)[number]): Promise<void> {
  const { id, receipt } = await server.report({ ...BAG, narrative: words, language: 'en' });
  await putPhoto(server, id, receipt, await readFile(photo));
}

async function viewer(server: Server, desk: Page) {
  const officer = await server.officer();
  const ready = async () =>
    (await officer.onlyIncident()).reports.flatMap(({ photos }) => photos).filter(({ state }) => state === 'ready');
  await expect.poll(async () => (await ready()).length, { timeout: 30_000 }).toBe(REPORTS.length);
  await desk.getByRole('region', { name: 'Queue' }).getByRole('listitem').getByRole('button').first().click();
  await desk.getByRole('button', { name: 'Photo 1, report 1' }).click();
  const dialog = desk.getByRole('dialog', { name: 'Photo viewer' });
  await expect(dialog.getByRole('img')).toHaveAttribute('src', /^blob:/);
  return dialog;
}

const faults = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).include('dialog.viewer').analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(' ')}`);
};
/** Where the middle of a picture is drawn, and how wide. */
const drawn = (image: ReturnType<Page['locator']>) =>
  image.evaluate((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return { x: Math.round(x + width / 2), y: Math.round(y + height / 2), width, height };
  });

/** Two fingers go apart round a point, to twice as far. */
async function pinch(page: Page, { x, y }: { x: number; y: number }): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart?: number) =>
    cdp.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: apart === undefined ? [] : [-apart, apart].map((by, id) => ({ id, x: x + by, y })),
    });
  await touch('touchStart', 50);
  for (const apart of [60, 70, 80, 90, 100]) await touch('touchMove', apart);
  await touch('touchEnd');
}

test('a photo is turned, drawn near and moved, by keys, wheel and hand, and left by Escape', async ({
  server,
  stage,
}) => {
  for (const report of REPORTS) await photographed(server, report);
  const desk = await stage.desk();
  const dialog = await viewer(server, desk);
  const image = dialog.getByRole('img');
  const told = dialog.locator('.nearness');
  const lying = await drawn(image);

  // While it is seen whole, arrows go from photo to photo.
  await desk.keyboard.press('ArrowRight');
  await expect(dialog.getByRole('img', { name: 'Photo 2, report 2' })).toBeVisible();
  await desk.keyboard.press('k');
  await expect(dialog.getByRole('img', { name: 'Photo 1, report 1' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Previous K' }).click();
  await expect(dialog.getByRole('img', { name: 'Photo 3, report 3' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Next J' }).click();
  await expect(dialog.getByRole('img', { name: 'Photo 1, report 1' })).toBeVisible();

  await desk.keyboard.press('r');
  expect((await drawn(image)).height).toBeGreaterThan((await drawn(image)).width);
  for (let turns = 0; turns < 3; turns++) await dialog.getByRole('button', { name: 'Rotate R' }).click();
  expect(await drawn(image)).toEqual(lying);

  // Near, they move it and nothing else; it never leaves its frame.
  await expect(told).toHaveText('100%');
  await desk.keyboard.press('+');
  await desk.keyboard.press('=');
  await expect(told).toHaveText('225%');
  expect((await drawn(image)).width).toBeCloseTo(lying.width * 2.25, 0);
  await desk.keyboard.press('ArrowRight');
  await desk.keyboard.press('ArrowUp');
  await expect(dialog.getByRole('img', { name: 'Photo 1, report 1' })).toBeVisible();
  expect(await drawn(image)).toMatchObject({ x: lying.x - 60, y: lying.y + 60 });
  await desk.keyboard.press('-');
  await expect(told).toHaveText('150%');
  await desk.keyboard.press('0');
  expect(await drawn(image)).toEqual(lying);

  // What is under the wheel stays there, and a hand takes it along.
  const frame = (await dialog.locator('.stage').boundingBox())!;
  await desk.mouse.move(frame.x + frame.width / 2, frame.y + frame.height / 2);
  await desk.mouse.wheel(0, -400);
  await expect(told).toHaveText('272%');
  await desk.mouse.down();
  await desk.mouse.move(frame.x + frame.width / 2 + 80, frame.y + frame.height / 2 + 40, { steps: 4 });
  await desk.mouse.up();
  const moved = await drawn(image);
  expect([moved.x - lying.x, moved.y - lying.y].every((by) => by > 20)).toBe(true);
  expect(await faults(desk)).toEqual([]);
  await dialog.getByRole('button', { name: 'Whole photo 0' }).click();
  await pinch(desk, { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 });
  await expect(told).toHaveText('200%');
  await desk.keyboard.press('0');
  await dialog.getByRole('button', { name: 'Zoom in +' }).click();
  await dialog.getByRole('button', { name: 'Zoom out -' }).click();
  expect(await drawn(image)).toEqual(lying);

  await desk.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await desk.keyboard.press('?');
  for (const act of ['Zoom in', 'Zoom out', 'Whole photo', 'Beside'])
    await expect(
      desk.getByRole('complementary', { name: 'Keys' }).getByText(act, { exact: true }).last(),
    ).toBeVisible();
});

test('one photo is held beside another, each looked at for itself, by keys alone', async ({ server, stage }) => {
  for (const report of REPORTS) await photographed(server, report);
  const desk = await stage.desk();
  const dialog = await viewer(server, desk);
  await desk.keyboard.press('c');
  const [held, other] = [dialog.getByRole('figure').first(), dialog.getByRole('figure').last()];
  await expect(dialog.getByRole('figure')).toHaveCount(2);
  await expect(held).toContainText(/Photo 1, report 1\s*\d\d:\d\d\s*Blue case under the seats\./);
  await expect(other).toContainText(/Photo 2, report 2\s*\d\d:\d\d\s*A man put it down and left\./);
  await expect(other.getByRole('img')).toHaveAttribute('src', /^blob:/);
  const [left, right] = [(await held.boundingBox())!, (await other.boundingBox())!];
  expect(right.x).toBeGreaterThanOrEqual(left.x + left.width);
  expect(await faults(desk)).toEqual([]);

  // The second one is moved on, round and round; the one that is held is passed over.
  await desk.keyboard.press('j');
  await expect(other).toContainText('It is ticking, I think.');
  await desk.keyboard.press('ArrowRight');
  await expect(other).toContainText('A man put it down and left.');
  await expect(held).toContainText('Blue case under the seats.');

  // Keys act on the one that has the focus, and on the second while none has it.
  const [before, beside] = [await drawn(held.getByRole('img')), await drawn(other.getByRole('img'))];
  await desk.keyboard.press('+');
  expect((await drawn(other.getByRole('img'))).width).toBeGreaterThan(beside.width * 1.4);
  expect(await drawn(held.getByRole('img'))).toEqual(before);
  await dialog.getByRole('group', { name: 'Photo 1, report 1' }).focus();
  await desk.keyboard.press('r');
  const turned = await drawn(held.getByRole('img'));
  expect(turned.height).toBeGreaterThan(turned.width);

  // On a phone one stands above the other.
  await desk.setViewportSize({ width: 390, height: 844 });
  await expect.poll(async () => (await other.boundingBox())!.y - (await held.boundingBox())!.y).toBeGreaterThan(100);
  expect((await held.boundingBox())!.width).toBe(390);
  await desk.setViewportSize({ width: 1440, height: 900 });

  await desk.keyboard.press('c');
  await expect(dialog.getByRole('figure')).toHaveCount(0);
  await expect(dialog.getByRole('img', { name: 'Photo 2, report 2' })).toBeVisible();
  expect(await dialog.evaluate((one) => one.contains(document.activeElement))).toBe(true);
  await desk.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});
