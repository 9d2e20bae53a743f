import { describe, expect, it } from 'vitest';
import { Chatter, MOST_MS, QUIET_MS, unsaid } from './chatter';

/** Looks each half second, as a clock would call it. */
function told(arrivals: number[], until: number): { at: number; count: number }[] {
  const chatter = new Chatter<number>();
  const told: { at: number; count: number }[] = [];
  for (let now = 0; now <= until; now += 500) {
    for (const one of arrivals.filter((at) => at === now)) chatter.hear(one, now);
    const all = chatter.tell(now);
    if (all.length > 0) told.push({ at: now, count: all.length });
  }
  return told;
}
const each = (ms: number, count: number) => Array.from({ length: count }, (_, nth) => nth * ms);

describe('what is told politely', () => {
  it('is one sentence for twenty changes in ten seconds', () => {
    expect(told(each(500, 20), 60_000)).toEqual([{ at: 9_500 + QUIET_MS, count: 20 }]);
  });
  it('is told soon where it is alone', () => {
    expect(told([0], 60_000)).toEqual([{ at: QUIET_MS, count: 1 }]);
  });
  it('is not kept back for ever where it never becomes quiet', () => {
    const all = told(each(1000, 60), 60_000 + MOST_MS);
    expect(all[0]!.at).toBe(MOST_MS);
    expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(60);
    for (const [nth, { at }] of all.slice(1).entries()) expect(at - all[nth]!.at).toBeGreaterThanOrEqual(MOST_MS);
  });
  it('says nothing where nothing is', () => {
    expect(told([], 20_000)).toEqual([]);
  });
});

describe('a P1', () => {
  it('says itself once, also where another waits before it', () => {
    const [one, two] = [{ id: '1' }, { id: '2' }];
    expect(unsaid([one], new Set())).toEqual([one]);
    expect(unsaid([one, two], new Set(['1']))).toEqual([two]);
    expect(unsaid([one, two], new Set(['1', '2']))).toEqual([]);
  });
});
