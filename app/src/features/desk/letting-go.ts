/**
 * What is over is let go of in the end: a desk that stays open for weeks would otherwise hold every incident of them. What
 * stands is never let go of, nor is what somebody looks at. Whatever went is on the server, and comes back when it is asked for.
 */
import type { Held } from './merge';
import { isOver } from './ordering';

/** So many that are over stay, those that were heard of last, */
export const OVER_KEPT = 200;
/** and every one that began since then. */
export const OVER_FOR_MS = 12 * 3_600_000;

type Holding = ReadonlyMap<string, Held>;

/** The same map where nothing has to go, so that nothing is drawn anew for it. */
export function withoutOld(held: Holding, now: number, isLookedAt: (id: string) => boolean): Holding {
  const over = [...held.values()].filter(({ incident }) => isOver(incident));
  if (over.length <= OVER_KEPT) return held;
  const began = ({ incident }: Held) => Date.parse(incident.opened_at);
  const gone = over
    .sort((a, b) => b.seq - a.seq || began(b) - began(a))
    .slice(OVER_KEPT)
    .filter((one) => began(one) < now - OVER_FOR_MS && !isLookedAt(one.incident.id));
  if (gone.length === 0) return held;
  const kept = new Map(held);
  for (const { incident } of gone) kept.delete(incident.id);
  return kept;
}
