import { expect, test } from 'vitest';
import { pauseMs, retryAfterMs } from './pace';

test('pauses double, end at five minutes, and differ between phones', () => {
  expect([1, 2, 3, 9, 40].map((attempts) => pauseMs(attempts, 0.5))).toEqual([2_000, 4_000, 8_000, 300_000, 300_000]);
  expect(pauseMs(1, 0)).toBe(1_500);
  expect(pauseMs(1, 1)).toBe(2_500);
});

test('Retry-After comes as seconds or as a date, and never holds a report for hours', () => {
  const now = Date.parse('2026-11-20T14:00:00Z');
  expect(retryAfterMs('30', now)).toBe(30_000);
  expect(retryAfterMs('Fri, 20 Nov 2026 14:01:00 GMT', now)).toBe(60_000);
  expect(retryAfterMs('86400', now)).toBe(3_600_000);
  expect(retryAfterMs('soon', now)).toBeUndefined();
  expect(retryAfterMs(null, now)).toBeUndefined();
});
