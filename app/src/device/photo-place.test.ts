import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { placeIn } from './photo-place';

const fixture = async (name: string) =>
  new Blob([await readFile(new URL(`../../../tests/fixtures/photos/${name}`, import.meta.url))]);

test('a camera that wrote down where it was is believed', async () => {
  const place = await placeIn(await fixture('with-place.jpg'));
  expect(Math.abs(place!.lat)).toBeGreaterThan(0);
  expect(Math.abs(place!.lon)).toBeLessThanOrEqual(180);
});

test('no place, a bent file, and something else altogether say nothing', async () => {
  const bytes = new Uint8Array(await (await fixture('with-place.jpg')).arrayBuffer());
  expect(await placeIn(await fixture('turned.jpg'))).toBeUndefined();
  expect(await placeIn(new Blob(['not a picture']))).toBeUndefined();
  expect(await placeIn(new Blob([]))).toBeUndefined();
  for (let cut = 0; cut < 400; cut += 7) await placeIn(new Blob([bytes.slice(0, cut)]));
  for (let at = 20; at < 400; at += 3)
    await placeIn(new Blob([bytes.map((byte, nth) => (nth === at ? 255 - byte : byte))]));
});
