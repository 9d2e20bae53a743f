import { describe, expect, it } from 'vitest';
import { OVER, questionsOf, STANDING, type Wish } from './asking';
import { NOTHING } from './filter';
import { officer } from './testing';

const until = '2026-11-14T06:00:00Z';
const me = officer({ on_duty: ['p-1', 'p-2'].map((id) => ({ post: { id, label: id }, until })) });
const ask = (over: Partial<Wish> = {}) =>
  questionsOf({ filter: NOTHING, words: '', view: 'venue', me, whole: false, ...over });

describe('what the server is asked', () => {
  it('is nothing where the list that is shown is read on by itself', () => {
    expect(ask()).toBeUndefined();
    expect(ask({ view: 'all' })).toBeUndefined();
    expect(ask({ words: 'b' })).toBeUndefined();
  });

  it('is every filter while the desk does not hold all that stands', () => {
    const post = { ...NOTHING, post: 'p-9' };
    expect(ask({ filter: post })).toEqual([{ status: STANDING, post: 'p-9' }]);
    expect(ask({ filter: { ...NOTHING, box: 'uncorrelated' } })).toEqual([{ status: STANDING, box: 'uncorrelated' }]);
    expect(ask({ filter: post, whole: true })).toBeUndefined();
  });

  it('is what only the server can tell, however much the desk holds', () => {
    expect(ask({ filter: { ...NOTHING, skill: 'eod' }, whole: true })).toEqual([{ status: STANDING, skill: 'eod' }]);
    expect(ask({ words: 'red bag ', whole: true })).toEqual([{ q: 'red bag' }]);
    expect(ask({ filter: { ...NOTHING, status: ['closed'] }, whole: true })).toEqual([{ status: 'closed' }]);
    expect(OVER).toContain('closed');
  });

  it('is of words among what is narrowed to, and not of what is over beside it', () => {
    expect(ask({ filter: { ...NOTHING, zone: 't1' }, words: 'bag' })).toEqual([
      { status: STANDING, zone: 't1', q: 'bag' },
    ]);
  });

  it('is each post of mine, and what I hold', () => {
    expect(ask({ view: 'post' })).toEqual([
      { status: STANDING, post: 'p-1' },
      { status: STANDING, post: 'p-2' },
      { status: STANDING, assignee: 'me' },
    ]);
    expect(ask({ view: 'post', whole: true })).toBeUndefined();
    expect(ask({ view: 'post', filter: { ...NOTHING, post: 'p-2' } })).toEqual([{ status: STANDING, post: 'p-2' }]);
    expect(ask({ view: 'post', filter: { ...NOTHING, post: 'p-9' } })).toEqual([
      { status: STANDING, post: 'p-9', assignee: 'me' },
    ]);
    // Words are looked for in whatever view.
    expect(ask({ view: 'post', words: 'bag' })).toEqual([{ q: 'bag' }]);
  });
});
