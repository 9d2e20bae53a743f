import { describe, expect, it } from 'vitest';
import { lastOf, newSince, remember, REMEMBERED, type Looked } from './since';
import type { TimelineEntry } from './wire';

const entry = (seq: number, kind: string, by = 'system'): TimelineEntry => ({
  seq,
  kind,
  by,
  at: '2026-11-28T03:00:00Z',
  params: {},
});
const looked: Looked = { seq: 10, at: 0 };

describe('what changed since one last looked', () => {
  const log = [
    entry(9, 'report.added'),
    entry(11, 'report.added'),
    entry(12, 'page.sent'),
    entry(13, 'incident.changed', 'Ren Tanaka · BV-34'),
    entry(14, 'note.added', 'Mia Lindqvist · BV-32'),
    entry(15, 'incident.seen', 'Ren Tanaka · BV-34'),
  ];
  it('is what others did, the latest first, without what the system notes for itself', () => {
    expect(newSince(log, looked, 'Mia Lindqvist').map(({ seq }) => seq)).toEqual([13, 11]);
    expect(newSince(log, looked, 'Ren Tanaka').map(({ seq }) => seq)).toEqual([14, 11]);
  });
  it('is nothing for whoever sees it for the first time', () => {
    expect(newSince(log, undefined, 'Mia Lindqvist')).toEqual([]);
  });
  it('counts from the last entry there is, in whatever order they come', () => {
    expect(lastOf([...log].reverse())).toBe(15);
    expect(lastOf([])).toBe(0);
  });
  it('forgets what was looked at longest ago', () => {
    let known = new Map<string, Looked>();
    for (let n = 0; n <= REMEMBERED; n++) known = remember(known, `i${n}`, looked);
    known = remember(known, 'i1', { seq: 99, at: 1 });
    expect(known.size).toBe(REMEMBERED);
    expect(known.has('i0')).toBe(false);
    expect([...known.keys()].at(-1)).toBe('i1');
    expect(known.get('i1')).toEqual({ seq: 99, at: 1 });
  });
});
