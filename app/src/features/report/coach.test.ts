import { expect, test } from 'vitest';
import { coachWords } from '../../i18n/coach';
import { tellsOnlyLooks, traceIn } from './coach';
import { rememberedPlace } from './remembered';
import { report } from '../../device/contract';

const english = await coachWords('en');
const arabic = await coachWords('ar');
const chinese = await coachWords('zh');

test('only looks are asked about, deeds never', () => {
  expect(tellsOnlyLooks('A tall man in a dark coat, he looks odd.', english)).toBe(true);
  expect(tellsOnlyLooks('A tall man left a bag and ran.', english)).toBe(false);
  expect(tellsOnlyLooks('Smoke from the lift.', english)).toBe(false);
  expect(tellsOnlyLooks(`A tall man. ${'He is there. '.repeat(30)}`, english)).toBe(false);
  expect(tellsOnlyLooks('رجل طويل يبدو غريب', arabic)).toBe(true);
  expect(tellsOnlyLooks('رجل طويل ترك حقيبة', arabic)).toBe(false);
  expect(tellsOnlyLooks('一个高个子男人穿着黑衣服', chinese)).toBe(true);
});

test('what could tell who wrote is noticed, and codes are not', () => {
  expect(traceIn('write to ann@example.org please', english)).toBe('mail');
  expect(traceIn('call +44 20 7946 0958', english)).toBe('number');
  expect(traceIn('My name is Ann', english)).toBe('name');
  expect(traceIn('Flight BA 1234 at gate 12, container MSKU1234565', english)).toBeUndefined();
});

test('the last place counts for two hours, and only as a sign or a zone', () => {
  const now = Date.parse('2026-11-20T15:00:00Z');
  const sent = { ...report(), local: 'a' };
  expect(rememberedPlace([sent], 'bayview', now)).toEqual({ place: { zone: 'check-in-b' }, how: 'kept' });
  expect(rememberedPlace([sent], 'bayview', now + 2 * 3_600_000)).toBeUndefined();
  expect(rememberedPlace([sent], 'elsewhere', now)).toBeUndefined();
  const gps = { ...sent, body: { ...sent.body, place: { lat: 54, lon: 4 } } };
  expect(rememberedPlace([gps], 'bayview', now)).toBeUndefined();
});
