import { describe, expect, it } from 'vitest';
import { OVER_FOR_MS, OVER_KEPT, withoutOld } from './letting-go';
import type { Held } from './merge';
import { incident } from './testing';

const NOW = Date.parse('2026-11-14T03:00:00Z');
const LONG_AGO = new Date(NOW - OVER_FOR_MS - 1).toISOString();
const nobodyLooks = () => false;
const all = (count: number, opened_at: string, status: 'closed' | 'open' = 'closed') =>
  new Map<string, Held>(
    Array.from({ length: count }, (_, nth) => [
      `i-${nth}`,
      { seq: nth, incident: incident({ id: `i-${nth}`, status, opened_at }) },
    ]),
  );

describe('what is over', () => {
  it('is let go of when it is old and there are many, the one heard of longest ago first', () => {
    const left = withoutOld(all(OVER_KEPT + 2, LONG_AGO), NOW, nobodyLooks);
    expect(left.size).toBe(OVER_KEPT);
    expect([left.has('i-0'), left.has('i-1'), left.has('i-2')]).toEqual([false, false, true]);
  });

  it('stays while there are few of it, while it is new, and while somebody looks at it', () => {
    for (const held of [all(OVER_KEPT, LONG_AGO), all(OVER_KEPT + 9, new Date(NOW - OVER_FOR_MS).toISOString())])
      expect(withoutOld(held, NOW, nobodyLooks)).toBe(held);
    const held = all(OVER_KEPT + 2, LONG_AGO);
    expect([...withoutOld(held, NOW, (id) => id === 'i-0').keys()].slice(0, 2)).toEqual(['i-0', 'i-2']);
  });

  it('is never what stands', () => {
    const held = all(OVER_KEPT * 2, LONG_AGO, 'open');
    expect(withoutOld(held, NOW, nobodyLooks)).toBe(held);
  });
});
