/** The flight or sailing an incident stands by, as a clock: what comes next, and in how long. Only what the schedule says is said. */
import type { Departure } from './wire';
import { age, beside, t } from './words';

/** From so old on it is said when the schedule was told. As on the server's page (docs/OPERATIONS.md). */
const STALE_MS = 7_200_000;

export type Clock =
  | { says: 'boards_in' | 'boarding' | 'leaves_in' | 'closed'; until: string }
  | { says: 'due' | 'departed'; at: string }
  | { says: 'cancelled' };

export function clockOf(departure: Departure, now: number): Clock {
  const { state, boards_at, departs_at } = departure;
  if (state === 'cancelled') return { says: 'cancelled' };
  if (state === 'departed') return { says: 'departed', at: departs_at };
  // Nobody said that it left: it was due.
  if (Date.parse(departs_at) <= now) return { says: 'due', at: departs_at };
  if (state === 'gate_closed') return { says: 'closed', until: departs_at };
  if (state === 'boarding') return { says: 'boarding', until: departs_at };
  if (boards_at === undefined) return { says: 'leaves_in', until: departs_at };
  const boards = Date.parse(boards_at) <= now;
  return boards ? { says: 'boarding', until: departs_at } : { says: 'boards_in', until: boards_at };
}

export const isStale = (departure: Departure, now: number): boolean => now - Date.parse(departure.as_of) >= STALE_MS;

/** How long until then, as ages are said: 14 min, 1 h 20. */
const left = (until: string, now: number): string => age(new Date(now).toISOString(), Date.parse(until));

export interface Told {
  /** Boards in 14 min. */
  clock: string;
  /** KL 1009, Gate A4: boards in 14 min. */
  whole: string;
  /** KL 1009: boards in 14 min. */
  bare: string;
  /** As short as a row: what is left, or what is so. */
  short: string;
  /** When the schedule was told, where that is long ago. */
  asOf: string | undefined;
}

export function tell(departure: Departure, now: number, live: boolean, at: (time: string) => string): Told {
  const clock = clockOf(departure, now);
  const about = live ? '' : '≈';
  const until = 'until' in clock ? about + left(clock.until, now) : '';
  const hour = (time: string) => at(time).slice(0, 5);
  const words = t(`departure.${clock.says}`, { in: until, at: 'at' in clock ? hour(clock.at) : '' });
  return {
    clock: words,
    whole: t('departure.line', { what: beside(departure.number, departure.place), clock: words }),
    bare: t('departure.line', { what: departure.number, clock: words }),
    short: until || words,
    asOf: isStale(departure, now) ? t('departure.as_of', { at: hour(departure.as_of) }) : undefined,
  };
}
