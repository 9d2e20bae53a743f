import { describe, expect, it } from 'vitest';
import { queueOf } from './ordering';
import { settled } from './settled';
import { heard, incident } from './testing';

const ids = (heaps: ReturnType<typeof queueOf>) =>
  heaps.map((heap) => [heap.section, ...heap.incidents.map((one) => one.id)]);
const all = () => true;
const soon = '2026-11-14T03:01:00Z';

describe('the queue under a hand', () => {
  const now0 = Date.parse('2026-11-14T03:00:00Z');
  const before = queueOf(
    [incident({ id: 'a' }), incident({ id: 'b', due_at: '2026-11-14T03:05:00Z', opened_at: '2026-11-14T03:00:01Z' })],
    now0,
    all,
  );

  it('moves no row that gained reports, and shows what it gained', () => {
    const now = queueOf([incident({ id: 'a' }), incident({ id: 'b', due_at: soon, report_count: 7 })], now0, all);
    expect(ids(now)).toEqual([['owed', 'b', 'a']]);
    expect(ids(settled(before, now))).toEqual([['owed', 'a', 'b']]);
    expect(settled(before, now)[0]!.incidents[1]!.report_count).toBe(7);
  });
  it('puts what is new at the end, and lets go of what is gone', () => {
    const now = queueOf(
      [incident({ id: 'new', due_at: soon }), incident({ id: 'b' }), heard({ id: 'hand' })],
      now0,
      all,
    );
    expect(ids(settled(before, now))).toEqual([
      ['owed', 'b', 'new'],
      ['hand', 'hand'],
    ]);
  });
});
