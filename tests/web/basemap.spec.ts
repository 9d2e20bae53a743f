import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page, Request } from '@playwright/test';
import { expect, test, type Server, type Stage } from './stand';
import { archive, png, tilesOf, type Given, type Shape } from './stand/pmtiles';
import { BY_PROCESSOR, clean, drawn, looking, pixel } from './stand/whole-map';

test.use({ launchOptions: BY_PROCESSOR });

const BOUNDS: Given['bounds'] = [3.96, 53.98, 4.04, 54.02];
/** A lake south of all that is ours, and the middle of it. */
const LAKE: Shape = {
  layer: 'water',
  kind: 'lake',
  area: [
    [3.97, 53.9962],
    [3.9955, 53.9962],
    [3.9955, 53.985],
    [3.97, 53.985],
  ],
};
const IN_THE_LAKE = { lat: 53.9948, lon: 3.9918 };
const HOSTILE =
  '<img src="https://tiles.example/a.png" onerror="document.title = 1"><a href="https://example.org">© OpenStreetMap contributors</a> &lt;b&gt;';
const OWNER = '© OpenStreetMap contributors <b>';
const lake = (over: Partial<Given> = {}): Buffer =>
  archive({
    type: 1,
    tiles: tilesOf([LAKE], BOUNDS, [12, 13]),
    metadata: { attribution: HOSTILE, vector_layers: [{ id: 'water' }] },
    bounds: BOUNDS,
    ...over,
  });

const page = (desk: Page) => desk.getByRole('main', { name: 'Map' });
const toggle = (desk: Page, name = 'Base map') => desk.getByRole('button', { name, exact: true });
const owner = (desk: Page) => desk.locator('.owner');
const asks = (stage: Stage) => stage.requests.filter((url) => url.endsWith('/desk/basemap/tiles')).length;

/** The server begins anew with this file as its base map. */
async function give(server: Server, file: Buffer): Promise<string> {
  const path = join(server.folder, 'here.pmtiles');
  await writeFile(path, file);
  server.settings = { SSA_BASEMAP: path };
  await server.stop();
  await server.start();
  return path;
}

/** Opens the map; answers what colour the middle of the lake has. */
async function open(desk: Page): Promise<() => Promise<number[]>> {
  const look = looking(desk);
  await desk.goto('/desk/map');
  await drawn(desk);
  await expect.poll(() => look().length).toBe(4);
  return async () => {
    const { x, y } = await pixel(desk, look(), IN_THE_LAKE.lat, IN_THE_LAKE.lon);
    const shot = await desk.screenshot({ clip: { x, y, width: 1, height: 1 } });
    return desk.evaluate(async (bytes) => {
      const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))]));
      const paper = new OffscreenCanvas(1, 1).getContext('2d')!;
      paper.drawImage(picture, 0, 0);
      return [...paper.getImageData(0, 0, 1, 1).data];
    }, shot.toString('base64'));
  };
}

test('a base map that is given lies below the plan, and only its own server is asked for it', async ({
  server,
  stage,
}) => {
  await give(server, lake());
  await server.report({ category: 'item.unattended', place: { plate: 'BV-T1-112' } });
  const desk = await stage.desk();
  const parts: Request[] = [];
  desk.on('request', (request) => void (request.url().endsWith('/desk/basemap/tiles') && parts.push(request)));
  const noise: string[] = [];
  desk.on('console', (message) => void (/error|warning/.test(message.type()) && noise.push(message.text())));
  const colour = await open(desk);

  await expect(owner(desk)).toHaveText(OWNER);
  expect(await owner(desk).locator('*').allTextContents()).toEqual([OWNER]);
  await expect(toggle(desk)).toHaveAttribute('aria-pressed', 'true');
  // Its water, by night: bluer than the bare ground.
  await toggle(desk).click();
  await expect(toggle(desk)).toHaveAttribute('aria-pressed', 'false');
  await expect(owner(desk)).toHaveCount(0);
  const bare = await colour();
  await toggle(desk).click();
  await expect(owner(desk)).toHaveText(OWNER);
  await expect.poll(async () => (await colour())[2]).toBeGreaterThan(bare[2]! + 5);

  // What is not shown is not fetched.
  await toggle(desk).click();
  const [before, said] = [parts.length, stage.requests.length];
  for (const way of ['Zoom out', 'Zoom in', 'Zoom in']) await desk.getByRole('button', { name: way }).click();
  await expect.poll(() => stage.requests.length).toBeGreaterThan(said);
  expect(parts.length).toBe(before);
  await desk.keyboard.press('0');
  await toggle(desk).click();
  await clean(desk);

  // In the other light it is there, too.
  await desk.getByRole('button', { name: 'Day colours' }).click();
  await drawn(desk);
  const lit = async () => (await colour())[0]!;
  await expect.poll(lit).toBeGreaterThan(150);
  const wet = await colour();
  await toggle(desk).click();
  await expect.poll(colour).not.toEqual(wet);
  await toggle(desk).click();
  await expect.poll(colour).toEqual(wet);

  expect(parts.length).toBeGreaterThan(2);
  for (const request of parts) {
    const headers = await request.allHeaders();
    expect(headers['range']).toMatch(/^bytes=\d+-\d+$/);
    expect(headers['authorization']).toMatch(/^Bearer ./);
    expect((await request.response())?.status()).toBe(206);
  }
  expect(new Set(stage.requests.filter((url) => /^http/.test(url)).map((url) => new URL(url).origin))).toEqual(
    new Set([server.origin]),
  );
  expect(await desk.title()).not.toBe('1');
  expect(noise).toEqual([]);
});

test('in Arabic nothing lies upon whose it is', async ({ server, stage }) => {
  await give(server, lake());
  const desk = await stage.desk();
  await desk.evaluate(() => localStorage.setItem('language', 'ar'));
  await open(desk);
  await expect(desk.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(toggle(desk, 'خريطة الأساس')).toHaveAttribute('aria-pressed', 'true');
  await expect(owner(desk)).toHaveText(OWNER);
  const [words, buttons, map] = await Promise.all(
    ['.owner', '.zoom', '.mapbody > .map'].map(async (what) => (await desk.locator(what).boundingBox())!),
  );
  // The map itself is not mirrored.
  expect(words!.x + words!.width).toBeLessThan(buttons!.x);
  expect(words!.x).toBeGreaterThanOrEqual(map!.x);
  await clean(desk);
});

test('pictures are dim by night, so that marks stay what is seen first', async ({ server, stage }) => {
  const tiles = tilesOf([], BOUNDS, [12, 13]).map((tile) => ({ ...tile, bytes: png(256, [255, 255, 255]) }));
  await give(server, lake({ type: 2, tiles, metadata: { attribution: '© Survey of the bay' } }));
  const colour = await open(await stage.desk());
  const lit = async () => (await colour())[0]!;
  await expect.poll(lit).toBeGreaterThan(40);
  expect(await lit()).toBeLessThan(100);
});

test('where none is given nothing of it is loaded, and none is offered', async ({ server, stage }) => {
  await server.report({ category: 'item.unattended', place: { plate: 'BV-T1-112' } });
  const desk = await stage.desk();
  await open(desk);
  await expect(page(desk).locator('tbody').getByRole('row')).toHaveCount(1);
  await expect.poll(() => stage.requests.some((url) => url.endsWith('/desk/basemap'))).toBe(true);
  await expect(toggle(desk)).toHaveCount(0);
  await expect(owner(desk)).toHaveCount(0);
  expect(asks(stage)).toBe(0);
  expect(stage.requests.filter((url) => /\/basemap-/.test(url))).toEqual([]);
});

test('what did not come without a line comes with it', async ({ server, stage }) => {
  await give(server, lake());
  const desk = await stage.desk();
  const colour = await open(desk);
  await toggle(desk).click();
  const bare = await colour();
  await toggle(desk).click();
  await expect.poll(colour).not.toEqual(bare);
  await desk.context().setOffline(true);
  // Farther away other tiles are wanted.
  for (let step = 0; step < 4; step++) await desk.getByRole('button', { name: 'Zoom out' }).click();
  await expect(owner(desk)).toContainText('The base map cannot be read.');
  await expect(page(desk).getByRole('alert')).toBeVisible();
  const before = asks(stage);
  await desk.context().setOffline(false);
  await desk.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => asks(stage)).toBeGreaterThan(before);
  await expect(owner(desk)).toHaveText(OWNER);
  await desk.keyboard.press('0');
  await expect.poll(colour).not.toEqual(bare);
});

test('one that is damaged or taken away leaves the map as it is', async ({ server, stage }) => {
  const file = lake();
  // Every tile is noise; what leads to them is whole.
  const damaged = Buffer.from(file).fill(7, Number(file.readBigUInt64LE(56)));
  const path = await give(server, damaged);
  await server.report({ category: 'item.unattended', place: { plate: 'BV-T1-112' } });
  const desk = await stage.desk();
  await open(desk);
  await expect(owner(desk)).toContainText('The base map cannot be read.');
  await expect(page(desk).getByRole('alert')).toHaveCount(0);
  await expect(page(desk).getByRole('status')).toHaveText('1 here of 1');
  await clean(desk);

  await writeFile(path, file);
  await open(desk);
  await expect(owner(desk)).toHaveText(OWNER);
  await rm(path);
  const before = asks(stage);
  for (const way of ['Zoom in', 'Zoom in', 'Zoom out', 'Zoom out', 'Zoom out'])
    await desk.getByRole('button', { name: way }).click();
  await expect(owner(desk)).toContainText('The base map cannot be read.');
  // It was refused, and is left alone for a while.
  expect(asks(stage) - before).toBeLessThan(20);
  await desk.keyboard.press('0');
  await desk.getByRole('button', { name: 'A-0001', exact: true }).click();
  await expect(page(desk).getByRole('link', { name: 'Open A-0001' })).toBeVisible();

  // Of a file that cannot be opened there is nothing to switch on.
  const foreign = Buffer.from(file);
  foreign.writeUInt8(6, 99);
  await writeFile(path, foreign);
  await open(desk);
  await expect(owner(desk)).toHaveText('The base map cannot be read.');
  await expect(toggle(desk)).toHaveCount(0);
  await drawn(desk);
});
