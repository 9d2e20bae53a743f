import { describe, expect, it } from 'vitest';
import { isMine, matches, neighbour, queueOf, sectionOf } from './ordering';
import { heard, incident, officer } from './testing';

const now = Date.parse('2026-11-14T03:00:00Z');

describe('the order of the queue', () => {
  it('puts what is owed within five minutes first, the gravest of it on top', () => {
    const late = incident({ id: 'late', priority: 3, due_at: '2026-11-14T02:59:00Z' });
    const soon = incident({ id: 'soon', priority: 2, due_at: '2026-11-14T03:04:00Z' });
    const promised = heard({ id: 'promised', priority: 2, owes: 'on_scene', due_at: '2026-11-14T03:01:00Z' });
    const alarm = incident({ id: 'alarm', priority: 1, due_at: '2026-11-14T03:09:00Z' });
    const going = heard({
      id: 'going',
      priority: 1,
      status: 'en_route',
      owes: 'on_scene',
      due_at: '2026-11-14T03:05:01Z',
    });
    const info = incident({ id: 'info', priority: 4, due_at: '2026-11-14T09:00:00Z' });
    const queue = queueOf([going, info, soon, alarm, late, promised], now, () => true);
    expect(queue.map((heap) => [heap.section, heap.incidents.map((one) => one.id)])).toEqual([
      ['nobody', ['alarm']],
      ['owed', ['promised', 'soon', 'late']],
      ['hand', ['going']],
      ['info', ['info']],
    ]);
    // A second later what is in hand is owed soon.
    expect(sectionOf(going, now + 1000)).toBe('owed');
  });

  it('orders what owes nothing by priority and age, and what is over by the latest', () => {
    const hand = [
      heard({ id: 'p3', priority: 3, opened_at: '2026-11-14T01:00:00Z' }),
      heard({ id: 'p2-new', priority: 2, status: 'on_scene', opened_at: '2026-11-14T02:30:00Z' }),
      heard({ id: 'p2-old', priority: 2, status: 'en_route', opened_at: '2026-11-14T02:00:00Z' }),
    ];
    const over = [
      incident({ id: 'early', status: 'closed', opened_at: '2026-11-14T00:00:00Z' }),
      incident({ id: 'latest', status: 'resolved', opened_at: '2026-11-14T02:00:00Z' }),
    ];
    const queue = queueOf([...over, ...hand], now, () => true);
    expect(queue.flatMap((heap) => heap.incidents.map((one) => one.id))).toEqual([
      'p2-old',
      'p2-new',
      'p3',
      'latest',
      'early',
    ]);
  });

  it('is nobody’s while a P1 must be acknowledged, whatever happened before', () => {
    const owes = 'acknowledge';
    expect(sectionOf(heard({ status: 'on_scene', priority: 1, owes }), now)).toBe('nobody');
    expect(sectionOf(incident({ status: 'reopened' }), now)).toBe('owed');
    expect(sectionOf(heard({ status: 'open' }), now)).toBe('hand');
    expect(sectionOf(heard({ status: 'resolved', owes }), now)).toBe('closed');
  });
});

describe('finding a row', () => {
  const one = incident({ number: 'A-0421', title: 'Bag left alone', zone: { id: 'z', label: 'Café Río' } });
  it('looks at number, title and zone, without accents and in any order', () => {
    expect(matches(one, '0421')).toBe(true);
    expect(matches(one, 'rio bag')).toBe(true);
    expect(matches(one, 'bag drone')).toBe(false);
  });
  it('knows my post by the post and by the assignee', () => {
    const me = officer({ on_duty: [{ post: { id: 't2', label: 'T2 patrol' }, until: '2026-11-14T06:00:00Z' }] });
    expect(isMine(incident({ post: { id: 't2', label: 'T2 patrol' } }), me)).toBe(true);
    expect(isMine(incident({ assignee: { id: me.id, label: me.name } }), me)).toBe(true);
    expect(isMine(incident({ post: { id: 't1', label: 'T1 patrol' } }), me)).toBe(false);
  });
  it('walks with J and K and stays on the edges', () => {
    const ids = ['a', 'b', 'c'];
    expect(neighbour(ids, undefined, 1)).toBe('a');
    expect(neighbour(ids, 'b', 1)).toBe('c');
    expect(neighbour(ids, 'c', 1)).toBe('c');
    expect(neighbour(ids, 'a', -1)).toBe('a');
    expect(neighbour([], 'a', 1)).toBeUndefined();
  });
});
