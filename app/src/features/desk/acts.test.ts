import { describe, expect, it } from 'vitest';
import { actOfKey, actsOf } from './acts';
import { heard, incident, officer } from './testing';

describe('the acts an incident allows', () => {
  const me = officer();
  it('offers to acknowledge what nobody has, and never to resolve it first', () => {
    const acts = actsOf(incident({ status: 'open' }), me);
    expect(acts.main).toBe('acknowledge');
    expect(acts.more).toEqual(['take', 'reroute', 'priority', 'note', 'message', 'ask', 'export']);
  });
  it('goes on step by step', () => {
    expect(actsOf(heard(), me)).toEqual({
      main: 'en_route',
      more: ['resolve', 'take', 'reroute', 'priority', 'note', 'message', 'ask', 'export'],
    });
    expect(actsOf(heard({ status: 'on_scene' }), me).main).toBe('resolve');
  });
  it('asks for a new acknowledgement when it was raised again, and keeps the next step at hand', () => {
    const owes = 'acknowledge';
    expect(actsOf(heard({ status: 'en_route', owes }), me)).toEqual({
      main: 'acknowledge',
      more: ['on_scene', 'take', 'reroute', 'priority', 'note', 'message', 'ask', 'export'],
    });
    expect(actsOf(heard({ status: 'on_scene', owes }), me).more[0]).toBe('resolve');
    expect(actsOf(heard({ owes }), me).more[0]).toBe('en_route');
  });
  it('does not offer to take what one has', () => {
    expect(actsOf(incident({ assignee: { id: me.id, label: me.name } }), me).more).not.toContain('take');
  });
  it('lets only a closed incident be reopened, noted or exported', () => {
    expect(actsOf(incident({ status: 'closed' }), me)).toEqual({ main: 'reopen', more: ['note', 'export'] });
  });
  it('offers to take a merge back', () => {
    expect(actsOf(incident({ status: 'merged' }), me)).toEqual({ main: 'unmerge', more: ['note', 'export'] });
  });
  it('answers only to keys that are shown', () => {
    const acts = actsOf(incident({ status: 'open' }), me);
    expect(actOfKey(acts, 'a')).toBe('acknowledge');
    expect(actOfKey(acts, 'e')).toBeUndefined();
  });
});
