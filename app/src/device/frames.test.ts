import { expect, test } from 'vitest';
import { Frames, framesOf } from './frames';

const sealed = Uint8Array.from({ length: 900 }, (_, at) => (at * 31) % 256);

test('squares come together in any order, and twice', () => {
  const shown = framesOf(sealed);
  expect(shown.length).toBeGreaterThan(3);
  const frames = new Frames();
  for (const square of [...shown.slice(2), ...shown.slice(0, 2), ...shown]) {
    expect(frames.take(square)).toBe(true);
  }
  expect(Uint8Array.from(atob(frames.whole!), (letter) => letter.charCodeAt(0))).toEqual(sealed);
});

test('what is not ours is passed over, and another report begins anew', () => {
  const [first, second] = [framesOf(sealed), framesOf(sealed.slice(100))];
  const frames = new Frames();
  expect(frames.take('https://example.org/p/BV-T1-114')).toBe(false);
  expect(frames.take('SSA1/abc/9/3/xyz')).toBe(false);
  frames.take(first[0]!);
  frames.take(second[0]!);
  expect([frames.got, frames.of]).toEqual([1, second.length]);
  expect(frames.whole).toBeUndefined();
  for (const square of second) frames.take(square.replace(/.$/, '9'));
  expect(frames.whole).toBeUndefined();
});
