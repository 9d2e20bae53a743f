import { describe, expect, it } from 'vitest';
import { noteOf, pushed } from './push-note';

const told = { title: 'P1 · Bayview Airport · open the desk', number: 'A-0421', priority: 1, token: 'abc' };

describe('a push', () => {
  it('becomes a note that shows only what the server calls it, with one button', () => {
    const read = pushed(JSON.stringify({ ...told, category: 'danger.weapon' }))!;
    const note = noteOf(read, ['es-MX', 'en']);
    expect(note.title).toBe(told.title);
    expect(note.options.tag).toBe('A-0421');
    expect(note.options.actions).toEqual([{ action: 'have', title: 'Lo tengo' }]);
    expect(JSON.stringify(note)).not.toContain('weapon');
  });

  it('of a promise has no button: it is kept by saying how it goes on', () => {
    expect(noteOf({ ...told, token: null }, ['fr']).options.actions).toBeUndefined();
    expect(noteOf(told, ['fr']).options.actions?.[0]?.title).toBe('I have it');
  });

  it('that is none of ours shows nothing', () => {
    for (const text of ['', 'null', '{}', '{"title":1}', 'not json']) expect(pushed(text)).toBeUndefined();
  });
});
