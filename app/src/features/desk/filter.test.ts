import { describe, expect, it } from 'vitest';
import { isNarrow, keeps, needsServer, NOTHING, readFilter, writeFilter, type Filter } from './filter';
import { heard, incident, officer } from './testing';
import { SKILLS, skillNames } from './words';

const me = officer();
const now = Date.parse('2026-11-14T03:02:00Z');
const kept = (filter: Partial<Filter>, one = incident(), within?: Set<string>) =>
  keeps({ ...NOTHING, ...filter }, one, { me, now, within });

describe('a narrowed queue in the address', () => {
  it('is written as it is read, in one order', () => {
    const said =
      'priority=1%2C2&status=open&category=item.unattended&zone=t1&reporter=staff&skill=eod&assignee=me&box=held&drill=false';
    expect(writeFilter(readFilter(`?${said}`))).toBe(said);
    expect(isNarrow(readFilter('?venue=bayview'))).toBe(false);
  });
  it('leaves out what it does not know', () => {
    expect(readFilter('?priority=9,2&status=lost&box=lost&drill=maybe')).toEqual({ ...NOTHING, priority: [2] });
  });
  it('asks for a skill as the server calls it, also one that has no name here', () => {
    expect(readFilter('?skill=eod').skill).toBe('eod');
    expect(writeFilter({ ...NOTHING, skill: 'dowsing' })).toBe('skill=dowsing');
    expect(isNarrow({ ...NOTHING, skill: 'eod' })).toBe(true);
    expect(SKILLS).toContain('eod');
    expect(skillNames(['eod', 'dowsing'])).toEqual(['bomb disposal', 'dowsing']);
  });
  it('knows what only the server can tell', () => {
    expect(needsServer(readFilter('?reporter=staff'))).toBe(true);
    expect(needsServer(readFilter('?skill=eod'))).toBe(true);
    expect(needsServer(readFilter('?priority=1'))).toBe(false);
  });
});

describe('what a narrowed queue keeps', () => {
  it('by what an incident is', () => {
    expect(kept({})).toBe(true);
    expect(kept({ priority: [1] })).toBe(false);
    expect(kept({ priority: [1, 2] })).toBe(true);
    expect(kept({ category: ['danger.weapon'] })).toBe(false);
    expect(kept({ assignee: 'me' }, incident({ assignee: { id: me.id, label: me.name } }))).toBe(true);
    expect(kept({ drill: true })).toBe(false);
  });
  it('a place with what lies within it', () => {
    const hall = incident({ zone: { id: 'check-in-a', label: 'A' } });
    expect(kept({ zone: 'hall' }, hall, new Set(['hall', 'check-in-a']))).toBe(true);
    expect(kept({ zone: 'hall' }, hall)).toBe(false);
  });
  it('what is over only where that is asked for', () => {
    const over = heard({ status: 'resolved' });
    expect(kept({ priority: [2] }, over)).toBe(false);
    expect(kept({ status: ['resolved'] }, over)).toBe(true);
    expect(kept({ since: '2026-11-14T02:00:00Z' }, over)).toBe(true);
    expect(kept({ since: '2026-11-14T03:01:00Z' })).toBe(false);
    expect(readFilter('?since=never').since).toBeUndefined();
    expect(kept({ until: '2026-11-14T03:01:00Z' }, over)).toBe(true);
    expect(kept({ until: '2026-11-14T02:00:00Z' }, over)).toBe(false);
    expect(readFilter('?until=never').until).toBeUndefined();
  });
  it('what waits, and what cannot be placed', () => {
    const waiting = incident({ held_until: '2026-11-14T03:30:00Z', zone: { id: 'z', label: 'Z' } });
    expect(kept({ box: 'held' }, waiting)).toBe(true);
    expect(kept({ box: 'held' }, incident({ held_until: '2026-11-14T03:01:00Z' }))).toBe(false);
    expect(kept({ box: 'uncorrelated' }, waiting)).toBe(false);
    expect(kept({ box: 'uncorrelated' }, incident())).toBe(true);
  });
});
