import { expect, test } from 'vitest';
import { report } from '../contract';
import { hurried, isHeld, notBefore } from './join';

const photo = (hold_until?: string) => ({
  id: hold_until ?? 'free',
  media_type: 'image/jpeg',
  bytes: 1,
  sha256: 'ab',
  state: 'waiting' as const,
  ...(hold_until && { hold_until }),
});

test('photos go when the first of them may, and never before the server wishes', () => {
  const soon = '2026-11-20T14:01:45.000Z';
  const late = '2026-11-20T14:02:00.000Z';
  const kept = report(undefined, { state: 'sent', photos: [photo(late), photo(soon)] });
  expect(notBefore(kept, 'photos')).toBe(soon);
  expect(notBefore({ ...kept, photos_not_before: late }, 'photos')).toBe(late);
  expect(notBefore({ ...kept, photos: [photo(late), photo()] }, 'photos')).toBeUndefined();
  expect(isHeld(photo(soon), Date.parse(soon) - 1)).toBe(true);
  expect(isHeld(photo(soon), Date.parse(soon))).toBe(false);
  expect(hurried(kept, 'photos', false)).toEqual(kept);
  expect(hurried(kept, 'photos').photos.map(({ hold_until }) => hold_until)).toEqual([undefined, undefined]);
});
