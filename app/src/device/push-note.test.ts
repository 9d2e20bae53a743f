import { describe, expect, it } from 'vitest';
import { languages } from '../i18n/languages';
import { NEWS } from '../i18n/push';
import { isNews, newsNote, noteOf, pushed } from './push-note';

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
    expect(noteOf(told, ['ru']).options.actions?.[0]?.title).toBe('I have it');
  });

  it('that is none of ours shows nothing', () => {
    for (const text of ['', 'null', '{}', '{"title":1}', 'not json']) expect(pushed(text)).toBeUndefined();
  });
});

describe('news of a report', () => {
  it('says that there is some, and nothing else', () => {
    const note = newsNote(['de-AT', 'en']);
    expect(note.title).toBe('Es gibt Neues');
    // No body, no sound, no name: one note for all of them.
    expect(note.options).toEqual({ tag: 'news', silent: true, icon: '/icons/notes-192.png', data: { news: true } });
  });

  it('is told in every language we speak, and in English where we do not', () => {
    expect(Object.keys(NEWS).sort()).toEqual(Object.keys(languages).sort());
    expect(new Set(Object.values(NEWS)).size).toBe(Object.keys(languages).length);
    expect(newsNote(['sv']).title).toBe(NEWS['en']);
  });

  it('is never taken for an officer’s page, nor the other way round', () => {
    expect(isNews('{"news":true}')).toBe(true);
    expect(pushed('{"news":true}')).toBeUndefined();
    for (const text of ['', 'null', '{}', '{"news":"yes"}', 'not json', JSON.stringify(told)])
      expect(isNews(text)).toBe(false);
  });
});
