import { describe, expect, it } from 'vitest';
import type { Insight } from '../wire';
import { behind, between, change, opens, reachOf, shade, took } from './figures';

describe('from when until when', () => {
  it('is whole days with today', () => {
    expect(between('week', '2026-11-28T03:07')).toEqual({ from: '2026-11-22', to: '2026-11-29' });
    expect(between('quarter', '2026-11-28T03:07').from).toBe('2026-08-31');
  });
  it('is the night that is, or the last one', () => {
    const night = { from: '2026-11-27T22:00', to: '2026-11-28T06:00' };
    expect(between('night', '2026-11-27T22:00')).toEqual(night);
    expect(between('night', '2026-11-28T03:07')).toEqual(night);
    expect(between('night', '2026-11-28T21:59')).toEqual(night);
  });
});

describe('figures', () => {
  it('says times as people do', () => {
    expect([41.4, 59.6, 348, 3723].map(took)).toEqual([
      { seconds: 41 },
      { clock: '1:00' },
      { clock: '5:48' },
      { clock: '1:02:03' },
    ]);
  });
  it('shows the limit where it is near, and is not squeezed by one far away', () => {
    expect(reachOf([300, 540], 600)).toBe(630);
    expect(reachOf([300, 540], 86_400)).toBeCloseTo(567);
    expect(reachOf([], undefined)).toBe(63);
  });
  it('shades from nothing to the most', () => {
    expect([0, 1, 4, 10, 19].map((count) => shade(count, 19))).toEqual([0, 1, 2, 3, 5]);
    expect(shade(0, 0)).toBe(0);
  });
  it('compares only what is known', () => {
    expect(change(90, 100)).toBeCloseTo(-0.1);
    expect([change(90, undefined), change(undefined, 1), change(1, 0)]).toEqual([undefined, undefined, undefined]);
  });
});

describe('the incidents behind a number', () => {
  const insight = {
    venue: 'bayview',
    by: 'zone',
    priorities: [1, 2],
    drills: 'out',
    since: '2026-11-21T00:00:00Z',
    until: '2026-11-28T00:00:00Z',
    coarse: false,
  } as Insight;
  it('are asked for by the names of the API', () => {
    const path = behind(insight, { zone: 'check-in-a', category: '' });
    const times = 'since=2026-11-21T00%3A00%3A00Z&until=2026-11-28T00%3A00%3A00Z';
    expect(path).toBe(`/desk?venue=bayview&zone=check-in-a&priority=1%2C2&drill=false&${times}`);
    expect(behind({ ...insight, drills: 'only' }, {})).toContain('drill=true');
    expect(behind({ ...insight, drills: 'in' }, {})).not.toContain('drill');
  });
  it('are not for whoever reads none, nor where nothing is known', () => {
    expect(opens(insight, { key: 'check-in-a' })).toContain('zone=check-in-a');
    expect(opens(insight, { key: '' })).toBeUndefined();
    expect(opens({ ...insight, coarse: true }, { key: 'check-in-a' })).toBeUndefined();
    expect(opens({ ...insight, by: 'language' }, { key: 'es' })).toBeUndefined();
  });
});
