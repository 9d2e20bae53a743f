/** The order of the queue: what is owed first, by when it is owed; then what is in hand; then what is over. */
import type { Incident, Me, Status } from './wire';

export type Section = 'nobody' | 'owed' | 'hand' | 'closed';
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

export function sectionOf(incident: Incident): Section {
  if (isOver(incident)) return 'closed';
  if (!isOwed(incident)) return 'hand';
  return incident.priority === 1 ? 'nobody' : 'owed';
}

const time = (value: string | undefined): number => Date.parse(value ?? '') || 0;

/** Owed: the nearest due time first. In hand: the gravest first, then the oldest. Over: the latest first. */
export function compare(a: Incident, b: Incident): number {
  const section = sectionOf(a);
  if (section === 'closed') return time(b.opened_at) - time(a.opened_at) || a.id.localeCompare(b.id);
  if (section === 'hand')
    return a.priority - b.priority || time(a.opened_at) - time(b.opened_at) || a.id.localeCompare(b.id);
  return time(a.due_at) - time(b.due_at) || a.priority - b.priority || a.id.localeCompare(b.id);
}

export function inView(incident: Incident, view: View, me: Me): boolean {
  // What was merged lives on in the one it went into.
  if (incident.status === 'merged') return false;
  if (view === 'all') return true;
  if (isOver(incident)) return false;
  return view === 'venue' || isMine(incident, me);
}

const SECTIONS: readonly Section[] = ['nobody', 'owed', 'hand', 'closed'];

export function queueOf(incidents: Iterable<Incident>, keep: (incident: Incident) => boolean): QueueSection[] {
  const heaps: Record<Section, Incident[]> = { nobody: [], owed: [], hand: [], closed: [] };
  for (const incident of incidents) if (keep(incident)) heaps[sectionOf(incident)].push(incident);
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
