import { expect, test } from 'vitest';
import { pauseMs, refusedPauseMs, retryAfterMs } from './pace';

test('pauses double, end at two minutes, and differ between phones', () => {
  expect([1, 2, 3, 9, 40].map((attempts) => pauseMs(attempts, 1))).toEqual([2_000, 4_000, 8_000, 120_000, 120_000]);
  expect(pauseMs(1, 0)).toBe(1_000);
  expect([refusedPauseMs(0), refusedPauseMs(1)]).toEqual([1_800_000, 3_600_000]);
});

test('what the server asks for is the least, with a little on top', () => {
  expect(pauseMs(1, 0, 30_000)).toBe(31_000);
  expect(pauseMs(9, 1, 30_000)).toBe(32_000);
});

test('Retry-After comes as seconds or as a date, and never holds a report for hours', () => {
  const now = Date.parse('2026-11-20T14:00:00Z');
  expect(retryAfterMs('30', now)).toBe(30_000);
  expect(retryAfterMs('Fri, 20 Nov 2026 14:01:00 GMT', now)).toBe(60_000);
  expect(retryAfterMs('86400', now)).toBe(600_000);
  expect(retryAfterMs('soon', now)).toBeUndefined();
  expect(retryAfterMs(null, now)).toBeUndefined();
});
