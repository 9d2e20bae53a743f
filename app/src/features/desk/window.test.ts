import { describe, expect, it } from 'vitest';
import { incident } from './testing';
import { drawn, offsetOf } from './window';
import type { QueueSection } from './ordering';

const many = (section: QueueSection['section'], count: number): QueueSection => ({
  section,
  incidents: Array.from({ length: count }, (_, nth) => incident({ id: `${section}-${nth}` })),
});
const sight = { top: 0, height: 560, row: 56, head: 30 };

describe('a long list', () => {
  it('draws what is in sight, and keeps the room of all the rest', () => {
    const sections = [many('owed', 3), many('hand', 100_000)];
    for (const top of [0, 1_000, 2_800_000, 30 + 3 * 56 + 30 + 100_000 * 56 - 560]) {
      const seen = drawn(sections, { ...sight, top });
      expect(seen.reduce((sum, one) => sum + one.incidents.length, 0)).toBeLessThan(60);
      for (const [at, one] of seen.entries()) {
        const size = sections[at]!.incidents.length;
        expect(one.above + one.incidents.length * 56 + one.below).toBe(size * 56);
        expect(one.incidents[0]?.id ?? one.from).toBe(one.incidents.length ? `${one.section}-${one.from}` : one.from);
      }
      // Every row that touches the window is drawn.
      const hand = seen[1]!;
      const first = Math.max(0, Math.floor((top - 228) / 56));
      expect(hand.from).toBeLessThanOrEqual(first);
      expect(hand.from + hand.incidents.length).toBeGreaterThanOrEqual(Math.min(100_000, first + 10));
    }
  });
  it('finds where a row is', () => {
    const sections = [many('owed', 3), many('hand', 10)];
    expect(offsetOf(sections, 'hand-2', sight)).toBe(30 + 3 * 56 + 30 + 2 * 56);
    expect(offsetOf(sections, 'lost', sight)).toBeUndefined();
  });
});
