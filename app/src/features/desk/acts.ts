/** Which acts an incident allows, and by which key. One of them is the main act: the next step of its life. */
import { isOver, isOwed } from './ordering';
import type { Incident, Me, Status } from './wire';

export type ActName =
  | 'acknowledge'
  | 'en_route'
  | 'on_scene'
  | 'resolve'
  | 'close'
  | 'reopen'
  | 'take'
  | 'reroute'
  | 'priority'
  | 'note'
  | 'message'
  | 'ask'
  | 'unmerge'
  | 'export';

/** Acts that ask something first open a form over the act bar; the others go at once. */
export type FormName = 'resolve' | 'reroute' | 'priority' | 'note' | 'merge' | 'split' | 'export';

export const KEYS: Record<ActName, string> = {
  acknowledge: 'A',
  en_route: 'E',
  on_scene: 'S',
  resolve: 'R',
  close: 'C',
  reopen: 'O',
  take: 'T',
  reroute: 'W',
  priority: 'P',
  note: 'N',
  message: 'M',
  ask: 'I',
  unmerge: 'U',
  export: 'Y',
};

/** Keys for what several reports of one thing need; in a comparison others mean what is written beside them. */
export const JOIN_KEYS = { compare: 'D', split: 'X', undo: 'U', merge: 'M', turn: 'S', keep: 'K' } as const;

export const STATUS_OF: Partial<Record<ActName, Status>> = {
  en_route: 'en_route',
  on_scene: 'on_scene',
  close: 'closed',
  reopen: 'reopened',
};

const NEXT: Record<Status, ActName | undefined> = {
  open: 'acknowledge',
  reopened: 'acknowledge',
  acknowledged: 'en_route',
  en_route: 'on_scene',
  on_scene: 'resolve',
  resolved: 'close',
  closed: 'reopen',
  merged: 'unmerge',
};

export interface Acts {
  main: ActName | undefined;
  more: ActName[];
}

export function actsOf(incident: Incident, me: Me): Acts {
  const next = NEXT[incident.status];
  const owed = isOwed(incident);
  // What is owed comes first whatever the status: the next step of an incident that was raised again waits beside it.
  const main = owed ? 'acknowledge' : next;
  if (isOver(incident))
    return {
      main,
      more: incident.status === 'resolved' ? ['reopen', 'note', 'message', 'ask', 'export'] : ['note', 'export'],
    };
  const more: ActName[] = [];
  if (owed && next !== undefined && next !== 'acknowledge') more.push(next);
  if (!owed && next !== 'resolve') more.push('resolve');
  if (incident.assignee?.id !== me.id) more.push('take');
  more.push('reroute', 'priority', 'note', 'message', 'ask', 'export');
  return { main, more };
}

export function actOfKey(acts: Acts, key: string): ActName | undefined {
  const wanted = key.toUpperCase();
  return [acts.main, ...acts.more].find((act) => act !== undefined && KEYS[act] === wanted);
}

export const DISPOSITIONS = [
  'no_trace',
  'owner_found',
  'advice_given',
  'secured',
  'person_spoken_to',
  'person_assisted',
  'arrest',
  'item_recovered',
  'referred',
  'unfounded_good_intent',
  'false_malicious',
  'duplicate',
  'drill',
] as const;
