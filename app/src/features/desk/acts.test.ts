import { describe, expect, it } from 'vitest';
import { actOfKey, actsOf } from './acts';
import { incident, officer } from './testing';

describe('the acts an incident allows', () => {
  const me = officer();
  it('offers to acknowledge what nobody has, and never to resolve it first', () => {
    const acts = actsOf(incident({ status: 'open' }), me);
    expect(acts.main).toBe('acknowledge');
    expect(acts.more).toEqual(['take', 'reroute', 'priority', 'note', 'message']);
  });
  it('goes on step by step', () => {
    const acknowledged_at = '2026-11-14T03:00:30Z';
    expect(actsOf(incident({ status: 'acknowledged', acknowledged_at }), me)).toMatchObject({ main: 'en_route' });
    expect(actsOf(incident({ status: 'on_scene', acknowledged_at }), me).main).toBe('resolve');
  });
  it('does not offer to take what one has', () => {
    expect(actsOf(incident({ assignee: { id: me.id, label: me.name } }), me).more).not.toContain('take');
  });
  it('lets only a closed incident be reopened or noted', () => {
    expect(actsOf(incident({ status: 'closed' }), me)).toEqual({ main: 'reopen', more: ['note'] });
  });
  it('answers only to keys that are shown', () => {
    const acts = actsOf(incident({ status: 'open' }), me);
    expect(actOfKey(acts, 'a')).toBe('acknowledge');
    expect(actOfKey(acts, 'e')).toBeUndefined();
  });
});
