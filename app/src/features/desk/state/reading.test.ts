import { describe, expect, it } from 'vitest';
import { incident } from '../testing';
import type { Incident, IncidentPage } from '../wire';
import { Reading } from './reading.svelte';

const PAGES: Record<string, IncidentPage[]> = {
  long: [
    { items: [incident({ id: 'a', priority: 1 })], seq: 7, next_cursor: '1' },
    { items: [incident({ id: 'b', priority: 2 })], seq: 8, next_cursor: '2' },
    { items: [incident({ id: 'c', priority: 3 })], seq: 9 },
  ],
  short: [{ items: [incident({ id: 'd', priority: 4 })], seq: 6 }],
};

function reading(...lists: string[]) {
  const taken: Incident[] = [];
  const asked: string[] = [];
  const line = { cut: false };
  const read = async ({ list, cursor }: Record<string, string>) => {
    asked.push(`${list}/${cursor ?? 0}`);
    if (line.cut) throw new Error('no line');
    return PAGES[list!]![Number(cursor ?? 0)]!;
  };
  const one = new Reading(
    lists.map((list) => ({ list })),
    read,
    (items) => taken.push(...items),
  );
  return { one, line, asked, taken: () => taken.map(({ id }) => id).join('') };
}

describe('a list that is read page by page', () => {
  it('goes on where it stopped, to its end and no further', async () => {
    const { one, asked, taken } = reading('long');
    await one.upTo(2);
    expect([taken(), one.cut, one.pages, one.seq]).toEqual(['ab', true, 2, 7]);
    await one.next();
    await one.next();
    expect([taken(), one.cut, one.pages]).toEqual(['abc', false, 3]);
    expect(asked).toEqual(['long/0', 'long/1', 'long/2']);
  });

  it('is several as one, and begins where the first of them began', async () => {
    const { one, asked, taken } = reading('long', 'short');
    await one.next();
    expect([taken(), one.cut, one.seq]).toEqual(['ad', true, 6]);
    await one.next();
    expect(asked).toEqual(['long/0', 'short/0', 'long/1']);
    expect([...one.ids]).toEqual(['a', 'd', 'b']);
  });

  it('knows all of a priority once others came', async () => {
    const { one } = reading('long');
    await one.next();
    expect(one.knows(1)).toBe(false);
    await one.next();
    expect([one.knows(1), one.knows(2)]).toEqual([true, false]);
    await one.next();
    expect(one.knows(4)).toBe(true);
  });

  it('says that a page did not come, and asks for the same again', async () => {
    const { one, line, asked } = reading('long');
    await one.next();
    line.cut = true;
    await one.upTo(9);
    expect([one.cut, one.failed, one.pages]).toEqual([true, true, 1]);
    line.cut = false;
    await one.upTo(9);
    expect([one.cut, one.failed]).toEqual([false, false]);
    expect(asked).toEqual(['long/0', 'long/1', 'long/1', 'long/2']);
  });

  it('reads a page once, whoever asks for it', async () => {
    const { one, asked } = reading('long');
    await Promise.all([one.next(), one.next()]);
    expect(asked).toEqual(['long/0']);
  });
});
