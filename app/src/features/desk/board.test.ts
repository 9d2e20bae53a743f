import { describe, expect, it } from 'vitest';
import { countsOf, owedNext, postsOf } from './board';
import { heard, incident } from './testing';

describe('a board on the wall', () => {
  const now = Date.parse('2026-11-14T03:01:00Z');
  it('counts by priority what nobody has and what is in hand, not what is over', () => {
    const all = [
      incident({ id: 'a', priority: 1 }),
      incident({ id: 'b' }),
      heard({ id: 'c' }),
      incident({ id: 'd', status: 'closed' }),
    ];
    expect(countsOf(all).map(({ waiting, inHand }) => [waiting, inHand])).toEqual([
      [1, 0],
      [1, 1],
      [0, 0],
      [0, 0],
    ]);
  });
  it('tells what is owed soonest first, and not what is still held back', () => {
    const all = [
      incident({ id: 'late', due_at: '2026-11-14T03:09:00Z' }),
      incident({ id: 'soon', due_at: '2026-11-14T03:02:00Z' }),
      incident({ id: 'held', due_at: '2026-11-14T03:01:30Z', held_until: '2026-11-14T03:01:10Z' }),
      heard({ id: 'nothing' }),
    ];
    expect(owedNext(all, now).map(({ id }) => id)).toEqual(['soon', 'late']);
  });
  it('puts posts without anybody first', () => {
    const post = (label: string, on_duty: { id: string; label: string }[]) => ({
      id: label,
      label,
      on_duty,
      skills: [],
    });
    const all = [post('A', [{ id: '1', label: 'M' }]), post('C', []), post('B', [])];
    expect(postsOf(all).map(({ label }) => label)).toEqual(['B', 'C', 'A']);
  });
});
