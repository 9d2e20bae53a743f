import { describe, expect, it } from 'vitest';
import { lineOf, once } from './timeline';
import { stepsOf } from './steps';
import { incident } from './testing';
import type { TimelineEntry } from './wire';

const entry = (kind: string, by: string, params: Record<string, unknown> = {}, seq = 1): TimelineEntry => ({
  seq,
  at: `2026-11-14T03:0${seq}:00Z`,
  kind,
  by,
  params,
});

describe('the timeline', () => {
  it('names a person, and neither the system nor a reporter', () => {
    expect(lineOf(entry('incident.changed', 'Lindqvist', { command: 'acknowledge' }))).toMatchObject({
      by: 'Lindqvist',
      key: 'timeline.acknowledge',
    });
    expect(lineOf(entry('incident.opened', 'reporter', { priority: 2 }))).toEqual({
      key: 'timeline.opened',
      params: { to: '2' },
    });
  });
  it('tells taking from giving', () => {
    const facts = { command: 'assign', officer_label: 'Tanaka' };
    expect(lineOf(entry('incident.changed', 'Tanaka', facts)).key).toBe('timeline.take');
    expect(lineOf(entry('incident.changed', 'Halloran', facts))).toMatchObject({ params: { who: 'Tanaka' } });
  });
  it('tells a forgotten promise from a missing acknowledgement', () => {
    const climbed = (facts: Record<string, unknown>) => lineOf(entry('ladder.climbed', 'system', facts));
    expect(climbed({ called: 1 }).key).toBe('timeline.climbed');
    expect(climbed({ called: 1, owes: 'en_route' }).key).toBe('timeline.forgotten');
    expect(lineOf(entry('fallback.called', 'system', { called: 0 }))).toMatchObject({ params: { count: 0 } });
  });
  it('tells a merge from the side one reads it on, and once', () => {
    const facts = { from: 'b', into: 'a', reports: ['r'] };
    const merged = entry('incident.merged', 'Lindqvist', facts);
    expect(lineOf(merged, 'a')).toMatchObject({ key: 'timeline.merged_in', incident: 'b' });
    expect(lineOf(merged, 'b')).toMatchObject({ key: 'timeline.merged_away', incident: 'a' });
    expect(lineOf(entry('incident.unmerged', 'Lindqvist', { from: 'a', into: 'b' }), 'a')).toMatchObject({
      key: 'timeline.unmerged',
      incident: 'b',
    });
    expect(once([merged, { ...merged, seq: 2 }, entry('note.added', 'x', {}, 3)]).map((one) => one.seq)).toEqual([
      1, 3,
    ]);
  });
  it('tells what joined, and what was split off', () => {
    const reasons = [{ of: 'place', weight: 2 }];
    expect(lineOf(entry('incident.joined', 'reporter', { report: 'r-7', reasons }))).toMatchObject({
      joined: { report: 'r-7', reasons },
    });
    expect(lineOf(entry('incident.split', 'Lindqvist', { number: 'A-0009', reports: ['r', 's'] }))).toMatchObject({
      key: 'timeline.split',
      params: { count: 2, number: 'A-0009' },
    });
    expect(
      lineOf(entry('incident.opened', 'Lindqvist', { priority: 2, split_from: 'a', number: 'A-0001' })),
    ).toMatchObject({ key: 'timeline.opened_split', params: { to: '2', number: 'A-0001' } });
  });
  it('shows a kind it does not know by its own name', () => {
    expect(lineOf(entry('drone.seen_again', 'system'))).toMatchObject({ params: { what: 'drone seen again' } });
  });
});

describe('the steps of an incident', () => {
  it('carry the moment and the person of each step that was taken', () => {
    const steps = stepsOf(incident({ status: 'en_route', acknowledged_at: '2026-11-14T03:01:00Z' }), [
      entry('incident.changed', 'Lindqvist', { command: 'acknowledge' }, 1),
      entry('incident.changed', 'Lindqvist', { command: 'status', to: 'en_route' }, 2),
    ]);
    expect(steps.map((step) => step.state)).toEqual(['done', 'done', 'now', 'to', 'to']);
    expect(steps[2]).toMatchObject({ at: '2026-11-14T03:02:00Z', by: 'Lindqvist' });
  });
  it('begin again when it is reopened', () => {
    expect(stepsOf(incident({ status: 'reopened' }), []).map((step) => step.state)[0]).toBe('now');
  });
});
