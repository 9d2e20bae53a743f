/** What a board on the wall tells: numbers, what is owed next, who is there. Nothing anybody said, and nobody who reported. */
import { isOver, isOwed, waits } from './ordering';
import type { Incident, PostOfDuty, Priority } from './wire';

export interface Count {
  priority: Priority;
  /** Nobody has it yet. */
  waiting: number;
  inHand: number;
}

export function countsOf(incidents: readonly Incident[]): Count[] {
  const standing = incidents.filter((one) => !isOver(one));
  return ([1, 2, 3, 4] as const).map((priority) => {
    const of = standing.filter((one) => one.priority === priority);
    const waiting = of.filter(isOwed).length;
    return { priority, waiting, inHand: of.length - waiting };
  });
}

/** What is owed, the soonest first. What is still held back calls nobody yet. */
export function owedNext(incidents: readonly Incident[], now: number): Incident[] {
  return incidents
    .filter((one) => !isOver(one) && one.due_at !== undefined && !waits(one, now))
    .sort((a, b) => Date.parse(a.due_at!) - Date.parse(b.due_at!) || a.priority - b.priority);
}

/** Posts without anybody first: they are what the board is looked at for. */
export function postsOf(posts: readonly PostOfDuty[]): PostOfDuty[] {
  return [...posts].sort(
    (a, b) => Number(a.on_duty.length > 0) - Number(b.on_duty.length > 0) || a.label.localeCompare(b.label),
  );
}
