import { describe, expect, it } from 'vitest';
import { dayAfter, dayAt, instant, lines, local, partOf, postOf, together } from './lanes';

const board = { from: '2026-11-13T23:00:00Z', to: '2026-11-15T23:00:00Z' };
const stretch = (from: string, to: string) => ({ starts: `2026-11-${from}:00:00Z`, ends: `2026-11-${to}:00:00Z` });

describe('the board', () => {
  it('cuts a stretch to its days', () => {
    expect(partOf(stretch('14T11', '14T23'), board)).toEqual({ from: 0.25, width: 0.25 });
    expect(partOf(stretch('12T11', '14T11'), board)).toEqual({ from: 0, width: 0.25 });
    expect(partOf(stretch('15T11', '19T11'), board)).toEqual({ from: 0.75, width: 0.25 });
  });

  it('puts what is at one time into lines below one another', () => {
    const all = [
      stretch('14T00', '14T12'),
      stretch('14T06', '14T18'),
      stretch('14T12', '14T20'),
      stretch('14T17', '14T19'),
    ];
    expect(lines(all)).toEqual([0, 1, 0, 2]);
  });

  it('tells of what has nobody at one time as one gap', () => {
    const zone = (id: string) => ({ zone: { id, label: id.toUpperCase() } });
    const gap = stretch('14T18', '15T06');
    const gaps = together([
      { ...gap, ...zone('cargo'), red: false },
      { ...stretch('14T20', '14T22'), skill: 'k9', red: false },
      { ...gap, ...zone('fence'), red: true },
    ]);
    expect(gaps).toEqual([
      { ...gap, red: true, zones: ['CARGO', 'FENCE'], skills: [] },
      { ...stretch('14T20', '14T22'), red: false, zones: [], skills: ['k9'] },
    ]);
  });

  it('finds the post that is empty then', () => {
    const post = (id: string, nobody: { starts: string; ends: string }[]) => ({
      post: { id, label: id },
      code: id,
      skills: [],
      zones: [],
      stints: [],
      nobody,
    });
    const posts = [post('a', [stretch('14T10', '14T12')]), post('b', [stretch('14T18', '14T22')])];
    const whole = { ...board, posts } as never;
    expect(postOf(stretch('14T20', '14T21'), whole)?.code).toBe('b');
    expect(postOf(stretch('14T12', '14T13'), whole)).toBeUndefined();
  });
});

describe('the clock of a venue', () => {
  it('is read and written', () => {
    expect(local('2026-11-14T02:07:00Z', 'Europe/Amsterdam')).toBe('2026-11-14T03:07');
    expect(dayAt('2026-11-14T23:30:00Z', 'Europe/Amsterdam')).toBe('2026-11-15');
    expect(dayAfter('2026-11-30', 2)).toBe('2026-12-02');
    expect(dayAfter('2027-01-01', -1)).toBe('2026-12-31');
    expect(instant('2026-11-14T03:07', 'Europe/Amsterdam')).toBe('2026-11-14T02:07:00.000Z');
    expect(instant('2026-07-14T03:07', 'America/New_York')).toBe('2026-07-14T07:07:00.000Z');
    expect(instant('', 'Europe/Amsterdam')).toBeUndefined();
  });

  it('shows an hour twice and leaves one out', () => {
    expect(instant('2026-10-25T02:30', 'Europe/Amsterdam')).toBe('2026-10-25T00:30:00.000Z');
    expect(instant('2026-03-29T02:30', 'Europe/Amsterdam')).toBe('2026-03-29T01:30:00.000Z');
    expect(instant('2026-04-05T01:45', 'Australia/Lord_Howe')).toBe('2026-04-04T14:45:00.000Z');
  });
});
