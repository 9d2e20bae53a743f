import { describe, expect, it } from 'vitest';
import { actsOf, allOf, firstAlarm } from './acts';
import { heard, incident, officer } from './testing';

describe('the acts an incident allows', () => {
  const me = officer();
  it('offers to acknowledge what nobody has, and never to resolve it first', () => {
    const acts = actsOf(incident({ status: 'open' }), me);
    expect(acts.main).toBe('acknowledge');
    expect(acts.bar).toEqual(['take', 'reroute', 'help']);
    expect(acts.more).toEqual(['priority', 'note', 'message', 'ask', 'watch', 'link', 'export', 'major']);
  });
  it('goes on step by step', () => {
    expect(actsOf(heard(), me)).toEqual({
      main: 'en_route',
      bar: ['help', 'reroute', 'priority', 'note'],
      more: ['resolve', 'take', 'message', 'ask', 'watch', 'snooze', 'link', 'export', 'major'],
    });
    expect(actsOf(heard({ status: 'on_scene' }), me).main).toBe('resolve');
  });
  it('asks for a new acknowledgement when it was raised again, and keeps the next step at hand', () => {
    const owes = 'acknowledge';
    expect(actsOf(heard({ status: 'en_route', owes }), me)).toEqual({
      main: 'acknowledge',
      bar: ['take', 'reroute', 'help'],
      more: ['on_scene', 'priority', 'note', 'message', 'ask', 'watch', 'link', 'export', 'major'],
    });
    expect(actsOf(heard({ status: 'on_scene', owes }), me).more[0]).toBe('resolve');
    expect(actsOf(heard({ owes }), me).more[0]).toBe('en_route');
  });
  it('does not offer to take what one has', () => {
    const { bar, more } = actsOf(incident({ assignee: { id: me.id, label: me.name } }), me);
    expect([...bar, ...more]).not.toContain('take');
  });
  it('lets only a closed incident be reopened, noted or exported', () => {
    expect(actsOf(incident({ status: 'closed' }), me)).toEqual({
      main: 'reopen',
      bar: ['note'],
      more: ['link', 'help', 'export'],
    });
  });
  it('offers to take a merge back', () => {
    expect(actsOf(incident({ status: 'merged' }), me)).toEqual({ main: 'unmerge', bar: ['note'], more: ['export'] });
  });
  it('answers only to keys that are shown', () => {
    const acts = actsOf(incident({ status: 'open' }), me);
    expect(allOf(acts)[0]).toBe('acknowledge');
    expect(allOf(acts)).not.toContain('en_route');
  });
  it('lets whoever called for help go on, and others answer the call', () => {
    const help = { by: { id: me.id, label: me.name }, at: '2026-11-14T03:00:00Z' };
    const called = heard({ status: 'on_scene', owes: 'acknowledge', help });
    expect(actsOf(called, me).main).toBe('resolve');
    expect(actsOf(called, officer({ id: 'o-2' })).main).toBe('acknowledge');
  });
  it('turns first to who needs help, and to ones own call last', () => {
    const [one, other] = [incident({ id: 'i-1' }), incident({ id: 'i-2' })];
    expect(firstAlarm([], me)).toBeUndefined();
    expect(firstAlarm([one, other], me)).toBe(one);
    const called = { ...other, help: { by: { id: 'o-2', label: 'Ren' }, at: '2026-11-14T03:00:00Z' } };
    expect(firstAlarm([one, called], me)).toBe(called);
    const own = { ...other, help: { by: { id: me.id, label: me.name }, at: '2026-11-14T03:00:00Z' } };
    expect(firstAlarm([own, one], me)).toBe(one);
    expect(firstAlarm([own], me)).toBe(own);
  });
});
