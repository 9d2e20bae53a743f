import { expect, test } from 'vitest';
import { loudest, record } from './recorder';

test('the loudest of each part is kept, whichever way it swings', () => {
  expect(loudest([0.1, -0.4, 0.2, 0.9, -2, 0], 3)).toEqual([0.4, 0.9, 1]);
  expect(loudest([0.5], 3)).toEqual([0.5]);
  expect(loudest([], 3)).toEqual([]);
});

test('a window without a microphone says so, and nothing else happens', async () => {
  await expect(record(() => undefined)).rejects.toThrow();
});
