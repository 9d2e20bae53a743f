/** The order of the queue: by priority, then by when something is owed; in sections by how soon that is. */
import type { Incident, Me, Status } from './wire';

/** `owed`: something is owed within {@link SOON_MS}, an acknowledgement or a promise. `info`: P4 that is not. */
export type Section = 'nobody' | 'owed' | 'hand' | 'info' | 'closed';
export type View = 'post' | 'venue' | 'all';

export interface QueueSection {
  section: Section;
  incidents: Incident[];
}

const OVER: readonly Status[] = ['resolved', 'closed', 'merged'];

export const isOver = ({ status }: Pick<Incident, 'status'>): boolean => OVER.includes(status);

/**
 * Somebody must acknowledge, and only a person can. The server alone decides when: what was raised again after an
 * acknowledgement is due anew, whatever its status.
 */
export const isOwed = (incident: Pick<Incident, 'status' | 'owes'>): boolean =>
  !isOver(incident) && incident.owes === 'acknowledge';

export const isMine = (incident: Incident, me: Me): boolean =>
  incident.assignee?.id === me.id || me.on_duty.some((duty) => duty.post.id === incident.post?.id);

export const SOON_MS = 300_000;

const time = (value: string | undefined): number => Date.parse(value ?? '') || 0;
/** When something is owed; what owes nothing comes after all that does. */
const due = (incident: Incident): number => (incident.due_at ? time(incident.due_at) : Number.MAX_SAFE_INTEGER);

/** Nobody is called for it yet. */
export const waits = (incident: Incident, now: number): boolean =>
  isOwed(incident) && incident.status === 'open' && time(incident.held_until) > now;

/** Where it is could not be told for sure. */
export const isUncorrelated = ({ zone, place }: Incident): boolean =>
  zone === undefined || place.uncertain || place.disagrees;

export function sectionOf(incident: Incident, now: number): Section {
  if (isOver(incident)) return 'closed';
  if (incident.priority === 1 && isOwed(incident)) return 'nobody';
  if (due(incident) - now <= SOON_MS) return 'owed';
  return incident.priority === 4 ? 'info' : 'hand';
}

/** The gravest first, then what is owed next, then the oldest. Over: the latest first. */
export function compare(a: Incident, b: Incident): number {
  if (isOver(a) && isOver(b)) return time(b.opened_at) - time(a.opened_at) || a.id.localeCompare(b.id);
  return (
    a.priority - b.priority || due(a) - due(b) || time(a.opened_at) - time(b.opened_at) || a.id.localeCompare(b.id)
  );
}

export function inView(incident: Incident, view: View, me: Me): boolean {
  // What was merged lives on in the one it went into.
  if (incident.status === 'merged') return false;
  if (view === 'all') return true;
  if (isOver(incident)) return false;
  return view === 'venue' || isMine(incident, me);
}

const SECTIONS: readonly Section[] = ['nobody', 'owed', 'hand', 'info', 'closed'];

export function queueOf(
  incidents: Iterable<Incident>,
  now: number,
  keep: (incident: Incident) => boolean,
): QueueSection[] {
  const heaps: Record<Section, Incident[]> = { nobody: [], owed: [], hand: [], info: [], closed: [] };
  for (const incident of incidents) if (keep(incident)) heaps[sectionOf(incident, now)].push(incident);
  return SECTIONS.map((section) => ({ section, incidents: heaps[section].sort(compare) })).filter(
    (heap) => heap.incidents.length > 0,
  );
}

/** Number, zone, title: what can be found without asking the server. */
export function matches(incident: Incident, words: string): boolean {
  const wanted = fold(words);
  if (wanted === '') return true;
  const text = fold(
    [
      incident.number,
      incident.title,
      incident.zone?.label,
      incident.place.label,
      incident.assignee?.label,
      incident.post?.label,
    ]
      .filter(Boolean)
      .join(' '),
  );
  return wanted.split(/\s+/).every((word) => text.includes(word));
}

export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** The neighbour in reading order; stays on the edge, and begins at the first row when nothing is chosen. */
export function neighbour(ids: readonly string[], selected: string | undefined, step: 1 | -1): string | undefined {
  if (ids.length === 0) return undefined;
  const at = selected === undefined ? -1 : ids.indexOf(selected);
  if (at === -1) return step === 1 ? ids[0] : ids[ids.length - 1];
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))];
}
