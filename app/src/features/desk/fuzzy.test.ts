import { describe, expect, it } from 'vitest';
import { find, fits } from './fuzzy';

const all = [
  { id: 'ack', text: 'Acknowledge · A-0421' },
  { id: 'note', text: 'Add a note · A-0421' },
  { id: 'cover', text: 'Go to Coverage' },
  { id: 'bag', text: 'A-0421 · Bag left alone', also: 'P2 Gate 14' },
  { id: 'jose', text: 'José Núñez · BV-32' },
];
const ids = (query: string, last: string[] = []) => find(all, query, last).map(({ id }) => id);

describe('finding by a few letters', () => {
  it('puts whole words before parts, and parts before letters apart', () => {
    expect(ids('cover')[0]).toBe('cover');
    expect(ids('ack')[0]).toBe('ack');
    expect(fits('bag', 'Bag left alone')!).toBeGreaterThan(fits('bag', 'Cabbage')!);
    expect(fits('bla', 'Bag left alone')).toBeDefined();
  });
  it('takes letters out, never turns them round', () => {
    expect(fits('gtc', 'Go to Coverage')).toBeDefined();
    expect(fits('ctg', 'Go to Coverage')).toBeUndefined();
    expect(fits('zzz', 'Go to Coverage')).toBeUndefined();
  });
  it('asks every word for its place, in any order', () => {
    expect(ids('421 bag')).toEqual(['bag']);
    expect(ids('gate 14')).toEqual(['bag']);
  });
  it('does not mind accents and capitals', () => {
    expect(ids('jose nunez')).toEqual(['jose']);
    expect(ids('BV-32')).toEqual(['jose']);
  });
  it('shows what was used last first, and everything where nothing is typed', () => {
    expect(ids('', ['jose', 'note'])).toEqual(['jose', 'note', 'ack', 'cover', 'bag']);
    expect(ids('')).toHaveLength(all.length);
  });
  it('leaves out letters that are strewn about', () => {
    expect(fits('yws', 'Somebody saw a person at the fence near gate seven')).toBeUndefined();
  });
});
