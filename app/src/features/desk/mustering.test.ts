import { describe, expect, it } from 'vitest';
import { shown, type Entry } from './state/mustering.svelte';

const entry = (at: string, how: Entry['how'], amount?: number): Entry => ({
  key: at,
  major: 'm',
  station: 's',
  account: 'a',
  at,
  how,
  ...(amount !== undefined && { amount }),
});

describe('what a station shows', () => {
  it('is what the server counted with what waits here on top, in the order of its times', () => {
    expect(shown(4, [])).toBe(4);
    expect(shown(4, [entry('2', 'tap', -1), entry('1', 'badge')])).toBe(4);
    expect(shown(0, [entry('1', 'tap', -1), entry('2', 'tap', 1)])).toBe(1);
    expect(shown(4, [entry('3', 'tap', 2), entry('2', 'count', 40), entry('1', 'qr')])).toBe(42);
  });
});
