import { describe, expect, it } from 'vitest';
import type { HandoverLine } from '../wire';
import { byPriority, directionOf, inOrder, isRead, lasting, nextUnread, partsOf, step } from './sheet';

const line = (key: string, section: HandoverLine['section'], state: HandoverLine['state'] = 'proposed', priority = 3) =>
  ({ key, section, state, priority, text: key, own: false, carried: false }) as HandoverLine;

const lines = [
  line('w', 'watch', 'accepted'),
  line('a', 'open', 'accepted', 2),
  line('b', 'open'),
  line('s', 'faults', 'struck'),
  line('l', 'lessons', 'questioned'),
];

describe('a sheet', () => {
  it('stands in the order of its sections', () => {
    expect(inOrder(lines).map(({ key }) => key)).toEqual(['a', 'b', 'w', 's', 'l']);
    const read = partsOf(lines).filter((part) => part.read);
    expect(read.map((part) => part.section)).toEqual(['watch', 'faults']);
  });

  it('is walked line by line, and stays at its ends', () => {
    expect(step(lines, undefined, 1)).toBe('a');
    expect(step(lines, 'a', -1)).toBe('a');
    expect(step(lines, 'a', 1)).toBe('b');
    expect(step(lines, 'l', 1)).toBe('l');
    expect(step([], 'x', 1)).toBeUndefined();
  });

  it('goes on to what waits to be read, over what is done', () => {
    expect(nextUnread(lines, 'b')).toBe('l');
    expect(nextUnread(lines, 'l')).toBe('b');
    expect(nextUnread([lines[0]!], 'w')).toBeUndefined();
    expect(lines.filter(isRead).map(({ key }) => key)).toEqual(['w', 'a', 's']);
  });

  it('is read as the desk is, though a line begins with a name', () => {
    expect(directionOf('Ren Tanaka · BV-34. مفتوح', 'rtl')).toBe('rtl');
    expect(directionOf('Ren Tanaka · BV-34. Open', 'rtl')).toBe('auto');
    expect(directionOf('The sign says مفتوح', 'ltr')).toBe('auto');
  });

  it('says how many of each priority, and how long', () => {
    expect(byPriority([line('a', 'open', 'proposed', 2), line('b', 'open'), line('c', 'open', 'struck', 1)])).toBe(
      '1 P2, 1 P3',
    );
    const said = (count: number) => `${count} ث`;
    expect([lasting(41, said), lasting(370, said), lasting(60, said)]).toEqual(['41 ث', '6:10', '60 ث']);
  });
});
