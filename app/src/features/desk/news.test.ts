import { describe, expect, it } from 'vitest';
import { newsOf } from './news';
import { incident } from './testing';

const opened = Date.parse('2026-11-14T03:00:00Z');

describe('the last news of an incident', () => {
  it('is what was heard, where that is not its beginning', () => {
    expect(newsOf(incident(), undefined)).toBeUndefined();
    expect(newsOf(incident(), opened + 59_000)).toBeUndefined();
    expect(newsOf(incident(), opened + 240_000)).toBe(opened + 240_000);
  });

  it('is what the server says, where it says it', () => {
    const told = { ...incident(), news_at: '2026-11-14T03:20:00Z' };
    expect(newsOf(told, opened + 240_000)).toBe(Date.parse('2026-11-14T03:20:00Z'));
    expect(newsOf(told, opened + 3_600_000)).toBe(opened + 3_600_000);
  });
});
