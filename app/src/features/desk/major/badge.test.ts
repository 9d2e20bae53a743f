import { describe, expect, it } from 'vitest';
import { plain } from '../state/mustering.svelte';
import { badgeOf } from './badge';

describe('what a badge says', () => {
  it('is its number, or the end of its link', async () => {
    expect(await badgeOf(' HH-2207 ')).toBe('HH-2207');
    expect(await badgeOf('https://badges.example/p/HH-2208?x=1#y')).toBe('HH-2208');
    expect(await badgeOf('A/12')).toBe('A/12');
    expect(await badgeOf('  ')).toBeUndefined();
    expect(await badgeOf('https://badges.example/')).toBe('badges.example');
  });
  it('is a hash where it is too long for a number, the same each time', async () => {
    const long = await badgeOf('x'.repeat(65));
    expect(long).toMatch(/^[0-9a-f]{64}$/);
    expect(await badgeOf('x'.repeat(65))).toBe(long);
  });
  it('is one badge, however it is typed', () => {
    expect(plain('hh 22-07')).toBe(plain('HH-2207'));
  });
});
