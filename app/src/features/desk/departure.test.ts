import { describe, expect, it } from 'vitest';
import { clockOf, tell } from './departure';
import type { Departure } from './wire';

const departure = (over: Partial<Departure> = {}): Departure => ({
  kind: 'flight',
  number: 'KL 1009',
  place: 'Gate A4',
  boards_at: '2026-11-14T03:16:00Z',
  departs_at: '2026-11-14T03:40:00Z',
  state: 'scheduled',
  as_of: '2026-11-14T03:00:00Z',
  ...over,
});
const now = Date.parse('2026-11-14T03:02:00Z');
const at = (time: string) => time.slice(11, 19);
const says = (over: Partial<Departure>, minutes = 0, live = true) =>
  tell(departure(over), now + minutes * 60_000, live, at);

describe('the departure clock', () => {
  it('counts to boarding, then to leaving', () => {
    expect(says({}).whole).toBe('KL 1009, Gate A4: boards in 14 min');
    expect(says({}).bare).toBe('KL 1009: boards in 14 min');
    expect(says({}).short).toBe('14 min');
    expect(says({}, 13.5).short).toBe('30 s');
    expect(says({}, 14).clock).toBe('boarding, leaves in 24 min');
    expect(says({ state: 'boarding' }).clock).toBe('boarding, leaves in 38 min');
    const { boards_at: _, ...silent } = departure();
    expect(tell({ ...silent, departs_at: '2026-11-14T04:22:00Z' }, now, true, at).clock).toBe('leaves in 1 h 20');
    expect(says({}, 0, false).clock).toBe('boards in ≈14 min');
  });
  it('never says of its own accord that it left', () => {
    expect(says({}, 38).clock).toBe('was due to leave 03:40');
    expect(says({ state: 'departed' }).clock).toBe('left 03:40');
    expect(says({ state: 'gate_closed' }).clock).toBe('boarding closed, leaves in 38 min');
    expect(clockOf(departure({ state: 'cancelled' }), now)).toEqual({ says: 'cancelled' });
    expect(says({ state: 'cancelled' }).short).toBe('cancelled');
  });
  it('says how old what it says is, where that is hours', () => {
    expect(says({}, 117).asOf).toBeUndefined();
    expect(says({}, 118).asOf).toBe('as of 03:00');
  });
  it('names the number alone where no gate is known', () => {
    const { place: _, ...nowhere } = departure();
    expect(tell(nowhere, now, true, at).whole).toBe('KL 1009: boards in 14 min');
  });
});
