import { describe, expect, it } from 'vitest';
import { isSaid } from './reroute';

describe('a re-route', () => {
  it('goes with one tap on a reason, and only what is none of them needs words', () => {
    expect(isSaid('p', 'busy', '', '')).toBe(true);
    expect(isSaid('p', 'other', '  ', '')).toBe(false);
    expect(isSaid('p', 'other', 'the gate is ours', '')).toBe(true);
    expect(isSaid('p', undefined, 'words', '')).toBe(false);
    expect(isSaid(undefined, 'busy', '', '')).toBe(false);
  });

  it('that says the category is wrong says the right one', () => {
    expect(isSaid('p', 'wrong_category', '', '')).toBe(false);
    expect(isSaid('p', 'wrong_category', '', 'item.lost')).toBe(true);
  });
});
