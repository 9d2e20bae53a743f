import { describe, expect, it } from 'vitest';
import { nextAt } from './snooze';

const at = (time: string) => Date.parse(time);

describe('a time of day', () => {
  it('is the next one on the clock of the venue', () => {
    const now = at('2026-11-14T03:07:41Z');
    expect(nextAt('04:30', now, 'UTC')).toBe(at('2026-11-14T04:30:00Z'));
    expect(nextAt('03:07', now, 'UTC')).toBe(at('2026-11-15T03:07:00Z'));
    expect(nextAt('02:00', now, 'UTC')).toBe(at('2026-11-15T02:00:00Z'));
    expect(nextAt('05:00', now, 'Europe/Madrid')).toBe(at('2026-11-14T04:00:00Z'));
    expect(nextAt('', now, 'UTC')).toBeUndefined();
  });
  it('is what the clock shows, also where the clocks change in between', () => {
    const now = at('2026-10-24T20:00:00Z');
    expect(nextAt('06:00', now, 'Europe/Madrid')).toBe(at('2026-10-25T05:00:00Z'));
    expect(nextAt('06:00', at('2026-03-28T20:00:00Z'), 'Europe/Madrid')).toBe(at('2026-03-29T04:00:00Z'));
  });
});
