import { describe, expect, it } from 'vitest';
import { lineOf } from './timeline';
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
