/**
 * Two things tell the desk how an incident stands: the stream (ordered by the log's `seq`) and the answers to our own
 * commands (ordered by `version`). Neither may take the desk back to an older state.
 */
import type { Incident } from './wire';

export interface Held {
  incident: Incident;
  seq: number;
}

/** From the list or the stream: newer by `seq`, and never an older version than a command has shown already. */
export function mergeSeen(held: Held | undefined, incident: Incident, seq: number): Held {
  if (held === undefined) return { incident, seq };
  if (seq < held.seq) return held;
  if (incident.version < held.incident.version) return { ...held, seq };
  return { incident, seq };
}

/**
 * From a command's answer, which has no `seq`: it counts only when its version is new. With the same version the stream
 * may already have told more (a report that joined, a photo), so what is held stays.
 */
export function mergeAnswer(held: Held | undefined, incident: Incident): Held {
  if (held === undefined) return { incident, seq: 0 };
  return incident.version > held.incident.version ? { ...held, incident } : held;
}

export type Changed = 'status' | 'priority' | 'assignee' | 'post' | 'category';

/** What somebody else changed since we looked: said aloud after a 409. */
export function changes(before: Incident, after: Incident): Changed[] {
  const changed: Changed[] = [];
  if (before.status !== after.status) changed.push('status');
  if (before.priority !== after.priority) changed.push('priority');
  if (before.assignee?.id !== after.assignee?.id) changed.push('assignee');
  if (before.post?.id !== after.post?.id) changed.push('post');
  if (before.category !== after.category) changed.push('category');
  return changed;
}
