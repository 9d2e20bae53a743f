import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NOTHING } from '../filter';
import { Mapping } from './mapping.svelte';
import type { Session } from './session.svelte';

describe('what the whole map was asked', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const session = { read: async () => ({ total: 0, items: [], groups: [] }) } as unknown as Session;
  const second = () => vi.advanceTimersByTimeAsync(1_100);

  it('is answered once, and what comes by itself answers nothing', async () => {
    const mapping = new Mapping(session);
    mapping.open('bayview', NOTHING);
    await second();
    const first = mapping.answered;
    expect(first).toBeGreaterThan(0);
    for (let nth = 0; nth < 20; nth++) {
      mapping.soon();
      await second();
    }
    expect(mapping.answered).toBe(first);
    mapping.show({ floor: 't1-0' });
    await second();
    expect(mapping.answered).toBeGreaterThan(first);
    mapping.close();
  });
});
