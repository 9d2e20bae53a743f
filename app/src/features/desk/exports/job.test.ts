import { describe, expect, it } from 'vitest';
import type { Export } from '../wire';
import { actsOf, isMoving, needsSecond, periodOf } from './job';

function job(over: Partial<Export> = {}): Export {
  return {
    id: 'x-1',
    version: 1,
    kind: 'incidents_csv',
    state: 'ready',
    venue: 'bayview',
    priorities: [],
    words: false,
    reporters: false,
    reason: 'case 17',
    asked_by: { id: 'o-1', label: 'Ines Duarte' },
    asked_at: '2026-11-14T03:00:00Z',
    second: false,
    done: 0,
    total: 0,
    bytes: 0,
    fetched: 0,
    mine: true,
    may_approve: false,
    ...over,
  };
}

describe('the time of an export', () => {
  it('is whole days on the clock of the venue, the last included', () => {
    expect(periodOf('2026-11-14', '2026-11-14', 'Europe/Amsterdam')).toEqual({
      from: '2026-11-13T23:00:00.000Z',
      to: '2026-11-14T23:00:00.000Z',
    });
    // The clocks change on the 25th.
    const change = periodOf('2026-10-24', '2026-10-25', 'Europe/Amsterdam');
    expect(change).toEqual({ from: '2026-10-23T22:00:00.000Z', to: '2026-10-25T23:00:00.000Z' });
  });
  it('is none where it ends before it begins or is not said', () => {
    expect(periodOf('2026-11-14', '2026-11-13', 'UTC')).toBeUndefined();
    expect(periodOf('', '2026-11-13', 'UTC')).toBeUndefined();
  });
  it('says when a second person is needed', () => {
    const week = periodOf('2026-11-01', '2026-11-07', 'UTC');
    expect(needsSecond('incidents_csv', week, false)).toBe(false);
    expect(needsSecond('incidents_csv', week, true)).toBe(true);
    expect(needsSecond('period_pdf', week, false)).toBe(true);
    expect(needsSecond('incidents_geojson', periodOf('2026-11-01', '2026-11-08', 'UTC'), false)).toBe(true);
  });
});

describe('what an export allows', () => {
  it('lets whoever asked download and withdraw it', () => {
    expect(actsOf(job())).toEqual(['download', 'withdraw']);
    expect(actsOf(job({ state: 'running' }))).toEqual(['withdraw']);
    expect(actsOf(job({ state: 'expired' }))).toEqual([]);
  });
  it('lets a second person decide, and nothing else', () => {
    expect(actsOf(job({ mine: false, state: 'waiting', may_approve: true }))).toEqual(['approve', 'refuse']);
    expect(actsOf(job({ mine: false }))).toEqual([]);
  });
  it('knows what moves by itself', () => {
    expect(isMoving(job({ state: 'asked' }))).toBe(true);
    expect(isMoving(job({ state: 'waiting' }))).toBe(false);
  });
});
