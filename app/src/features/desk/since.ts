/** What happened to an incident since one last looked at it. Kept on this device: ids and numbers of the log, no word of it. */
import type { TimelineEntry } from './wire';

export interface Looked {
  /** The last entry of the log that was seen. */
  seq: number;
  at: number;
}

/** So many incidents are remembered; the one that was looked at longest ago is forgotten first. */
export const REMEMBERED = 500;

/** What the system notes for itself is no news to anybody. */
const QUIET = /^(page\.|ladder\.|incident\.seen$|export\.)/;

/** Entries that are news to whoever last saw `looked`, the latest first. What one did oneself is none. */
export function newSince(entries: readonly TimelineEntry[], looked: Looked | undefined, me: string): TimelineEntry[] {
  if (looked === undefined) return [];
  const mine = (by: string) => by === me || by.startsWith(`${me} · `);
  return entries
    .filter((entry) => entry.seq > looked.seq && !QUIET.test(entry.kind) && !mine(entry.by))
    .sort((a, b) => b.seq - a.seq);
}

export const lastOf = (entries: readonly TimelineEntry[]): number =>
  entries.reduce((last, entry) => Math.max(last, entry.seq), 0);

export function remember(known: ReadonlyMap<string, Looked>, id: string, looked: Looked): Map<string, Looked> {
  const next = new Map(known);
  next.delete(id);
  next.set(id, looked);
  for (const oldest of next.keys()) {
    if (next.size <= REMEMBERED) break;
    next.delete(oldest);
  }
  return next;
}
