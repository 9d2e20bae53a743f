import { describe, expect, it } from 'vitest';
import { heard } from '../testing';
import { isSnoozed } from './marks.svelte';

describe('what is put off', () => {
  const now = Date.parse('2026-11-14T03:00:00Z');
  const one = heard({ version: 4, report_count: 2, priority: 3 });
  const stood = { version: 4, reports: 2, priority: 3 };
  const mark = { incident: one.id, watched: false, snoozed_until: '2026-11-14T03:15:00Z', stood };
  it('comes back at its time', () => {
    expect(isSnoozed(undefined, one, now)).toBe(false);
    expect(isSnoozed(mark, one, now)).toBe(true);
    expect(isSnoozed(mark, one, now + 900_000)).toBe(false);
  });
  it('comes back when something happens', () => {
    expect(isSnoozed(mark, { ...one, version: 5 }, now)).toBe(false);
    expect(isSnoozed(mark, { ...one, report_count: 3 }, now)).toBe(false);
    expect(isSnoozed(mark, { ...one, priority: 2 }, now)).toBe(false);
    expect(isSnoozed(mark, { ...one, owes: 'acknowledge' }, now)).toBe(false);
    expect(isSnoozed(mark, { ...one, priority: 4, photo_count: 3 }, now)).toBe(true);
  });
});
