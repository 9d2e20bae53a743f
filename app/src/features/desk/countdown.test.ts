import { describe, expect, it } from 'vitest';
import { ageOf, dueOf, spanOf } from './countdown';

const opened = '2026-11-14T03:00:00Z';
const due = '2026-11-14T03:01:00Z';
const at = (text: string): number => Date.parse(text);

describe('what is owed', () => {
  it('drains from the time given to nothing, and is late after it', () => {
    expect(dueOf(due, opened, at(opened))).toEqual({ seconds: 60, nearness: 'hot', left: 1 });
    expect(dueOf(due, opened, at('2026-11-14T03:00:45Z'))).toEqual({ seconds: 15, nearness: 'hot', left: 0.25 });
    expect(dueOf(due, opened, at('2026-11-14T03:01:12Z'))).toEqual({ seconds: -12, nearness: 'late', left: 0 });
  });
  it('is near within five minutes and far beyond', () => {
    expect(dueOf('2026-11-14T03:04:00Z', opened, at(opened)).nearness).toBe('near');
    expect(dueOf('2026-11-14T04:00:00Z', opened, at(opened)).nearness).toBe('far');
  });
  it('never shows a minus sign, seconds or hours too many', () => {
    expect(spanOf(37)).toEqual({ unit: 'clock', text: '0:37' });
    expect(spanOf(-72)).toEqual({ unit: 'clock', text: '1:12' });
    expect(spanOf(8400)).toEqual({ unit: 'hours', hours: 2, minutes: 20 });
    expect(spanOf(400_000)).toEqual({ unit: 'days', days: 4 });
  });
  it('tells an age in the largest unit that is still exact enough', () => {
    expect(ageOf(opened, at('2026-11-14T03:00:23Z'))).toEqual({ unit: 'seconds', count: 23 });
    expect(ageOf(opened, at('2026-11-14T04:40:00Z'))).toEqual({ unit: 'hours', count: 1, minutes: 40 });
    expect(ageOf('2026-11-14T03:00:05Z', at(opened))).toEqual({ unit: 'seconds', count: 0 });
  });
});
