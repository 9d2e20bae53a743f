import { expect, test } from 'vitest';
import type { OutboxPhoto } from './device';
import { added } from './photo-kind';

test('what was added is counted by its kind, with its original or without', () => {
  const one = (id: string, more: Partial<OutboxPhoto> = {}): OutboxPhoto => ({
    ...{ id, media_type: 'image/jpeg', bytes: 1, sha256: '', state: 'waiting' },
    ...more,
  });
  const photos = [
    one('a'),
    one('a+', { of: 'a' }),
    one('b'),
    one('v'),
    one('v+', { of: 'v', media: 'voice' }),
    one('f+', { of: 'f', media: 'video', alone: true }),
    one('w'),
    one('w+', { of: 'w', media: 'voice' }),
  ];
  expect(Object.fromEntries(added(photos))).toEqual({
    a: { kind: 'photo', index: 1 },
    b: { kind: 'photo', index: 2 },
    v: { kind: 'voice', index: 1 },
    f: { kind: 'video', index: 1 },
    w: { kind: 'voice', index: 2 },
  });
});
