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
  | 'help'
  | 'watch'
  | 'snooze'
  | 'link'
  | 'unmerge'
  | 'export'
  | 'major';

/** Acts that ask something first open a form over the act bar; the others go at once. */
export type FormName =
  'resolve' | 'reroute' | 'priority' | 'note' | 'snooze' | 'link' | 'more' | 'merge' | 'split' | 'export' | 'major';

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
  help: 'H',
  watch: 'B',
  snooze: 'Z',
  link: 'L',
  unmerge: 'U',
  export: 'Y',
  major: '!',
};

/** Keys for what several reports of one thing need; in a comparison others mean what is written beside them. */
export const JOIN_KEYS = { compare: 'D', split: 'X', undo: 'U', merge: 'M', turn: 'S', keep: 'K' } as const;
export const MORE_KEY = '.';

/** Acts that several incidents take together, each with the key it has alone. */
export type BulkAct = 'acknowledge' | 'take' | 'resolve' | 'snooze' | 'reroute';
export const BULK_KEYS: Record<BulkAct, string> = {
  acknowledge: KEYS.acknowledge,
  take: KEYS.take,
  resolve: KEYS.resolve,
  snooze: KEYS.snooze,
  reroute: KEYS.reroute,
};

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

/** One main act; a few beside it; the rest behind "More". */
export interface Acts {
  main: ActName | undefined;
  bar: ActName[];
  more: ActName[];
}

export function actsOf(incident: Incident, me: Me): Acts {
  const next = NEXT[incident.status];
  const calls = incident.help?.by.id === me.id;
  // Whoever called for help does not answer the call; their own next step waits beside it.
  const owed = isOwed(incident) && !calls;
  // What is owed comes first whatever the status: the next step of an incident that was raised again waits beside it.
  const main = owed ? 'acknowledge' : next;
  if (incident.status === 'merged') return { main, bar: ['note'], more: ['export'] };
  if (isOver(incident))
    return incident.status === 'resolved'
      ? { main, bar: ['reopen', 'note'], more: ['message', 'ask', 'link', 'help', 'export'] }
      : { main, bar: ['note'], more: ['link', 'help', 'export'] };
  const take: ActName[] = incident.assignee?.id === me.id ? [] : ['take'];
  const step: ActName[] = owed && next !== undefined && next !== 'acknowledge' ? [next] : [];
  const resolve: ActName[] = !owed && next !== 'resolve' ? ['resolve'] : [];
  const rest: ActName[] = [
    'message',
    'ask',
    'watch',
    ...(owed ? [] : (['snooze'] as const)),
    'link',
    'export',
    'major',
  ];
  return owed
    ? { main, bar: [...take, 'reroute', 'help'], more: [...step, 'priority', 'note', ...rest] }
    : { main, bar: ['help', 'reroute', 'priority', 'note'], more: [...resolve, ...take, ...rest] };
}

/** Everything that may be done now, the next step first. */
export const allOf = ({ main, bar, more }: Acts): ActName[] => [...(main === undefined ? [] : [main]), ...bar, ...more];

/** Of several P1 that wait, an officer who needs help comes first, and one's own call last: others answer it. */
export const firstAlarm = (alarms: readonly Incident[], me: Me | undefined): Incident | undefined => {
  const others = alarms.filter(({ help }) => help === undefined || help.by.id !== me?.id);
  return others.find(({ help }) => help !== undefined) ?? others[0] ?? alarms[0];
};

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
