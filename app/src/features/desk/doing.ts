/**
 * What each command of the register does, and when it may be done. A command that may not be done now has no work: its key goes on
 * to the next that has it, and the palette leaves it out.
 */
import { router } from '../../router.svelte';
import { actsOf, allOf, BULK_KEYS, firstAlarm, KEYS, type ActName, type BulkAct } from './acts';
import { isOver, type View } from './ordering';
import type { CommandId, Page } from './register';
import type { Room } from './state/room';

/** What the frame of the desk does, not its room. */
export interface Local {
  sheet: () => void;
  palette: () => void;
  leave: () => void;
}
export type Work = () => unknown;
type Doing = (room: Room, local: Local, event?: KeyboardEvent) => Work | undefined;
type Own = `${'photo' | Page}.${string}`;
/** Those of other pages are done by their pages, the fixed ones by what has the focus. */
type Elsewhere = Extract<CommandId, Own> | 'choose' | 'send' | 'leave';

const act =
  (name: ActName): Doing =>
  ({ desk, commands, session }) => {
    const { chosen } = desk;
    const { me } = session;
    if (chosen === undefined || me === undefined || !allOf(actsOf(chosen, me)).includes(name)) return undefined;
    return () => commands.start(name, chosen, me);
  };
const bulk =
  (name: BulkAct): Doing =>
  ({ selection, session }) =>
    selection.active && session.me ? () => selection.start(name, session.me!) : undefined;
const view =
  (name: View): Doing =>
  ({ desk, commands, alarm }) =>
    commands.form === undefined && !alarm.asking ? () => (desk.view = name) : undefined;
const map =
  (detail: string): Doing =>
  () =>
  () =>
    dispatchEvent(new CustomEvent('desk-map', { detail }));
const named = <Name extends string, Prefix extends string>(
  prefix: Prefix,
  of: Record<Name, unknown>,
  to: (name: Name) => Doing,
) =>
  Object.fromEntries((Object.keys(of) as Name[]).map((name) => [`${prefix}.${name}`, to(name)])) as Record<
    `${Prefix}.${Name}`,
    Doing
  >;

const first = ({ desk, session }: Room) => firstAlarm(desk.alarms, session.me);
const comparing = ({ commands }: Room) => commands.form === 'merge';
/** The chosen one as far as reports of it may still be joined or parted. */
function whole({ desk, detail }: Room) {
  const { whole: read } = detail;
  const { chosen } = desk;
  if (chosen === undefined || read?.id !== chosen.id || isOver(chosen) || !desk.isLive) return undefined;
  return read;
}
function walk({ desk }: Room, step: 1 | -1): void {
  desk.walk(step);
  queueMicrotask(() => document.querySelector<HTMLElement>('.qrow[aria-current="true"]')?.focus());
}

export const DOING: Record<Exclude<CommandId, Elsewhere>, Doing> = {
  sheet: (_, local) => local.sheet,
  palette: (_, local) => local.palette,
  ...named('act', KEYS, act),
  ...named('bulk', BULK_KEYS, bulk),
  'act.help': ({ desk, selection, helping }, _, event) =>
    desk.chosen === undefined || selection.active
      ? undefined
      : () => (event?.repeat ? helping.repeat() : helping.press()),
  undo: ({ undoing }) => (undoing.undo ? () => undoing.takeBack() : undefined),
  'alarm.acknowledge': (room) => {
    const one = first(room);
    const { session, desk, commands } = room;
    if (one === undefined || one.help?.by.id === session.me?.id) return undefined;
    return () => (desk.select(one.id), commands.start('acknowledge', one, session.me!));
  },
  'alarm.go': (room) => {
    const one = first(room);
    return one && (() => room.desk.select(one.id));
  },
  'alarm.mute': (room) =>
    first(room) && (() => (room.alarm.muted ? room.alarm.unmute() : (room.alarm.asking = !room.alarm.asking))),
  'compare.keep': (room) => (comparing(room) ? () => (room.commands.form = undefined) : undefined),
  'compare.merge': (room) => (comparing(room) ? () => room.joining.merge() : undefined),
  'compare.turn': (room) => (comparing(room) ? () => (room.joining.turned = !room.joining.turned) : undefined),
  next: (room) => () => walk(room, 1),
  back: (room) => () => walk(room, -1),
  'view.post': view('post'),
  'view.venue': view('venue'),
  'view.all': view('all'),
  find: () => () => document.getElementById('desk-find')?.focus(),
  filter:
    ({ narrowing }) =>
    () =>
      (narrowing.open = !narrowing.open),
  split: (room) => ((whole(room)?.report_count ?? 0) > 1 ? () => room.joining.split() : undefined),
  compare: (room) => {
    const alike = whole(room)?.related.find((one) => one.kind === 'alike');
    return alike && (() => room.joining.compare(alike.incident.id));
  },
  ready: ({ desk, commands }) =>
    desk.chosen === undefined || commands.form === 'merge' ? undefined : () => commands.onReady(),
  more: ({ desk, commands }) => (desk.chosen === undefined ? undefined : () => commands.more()),
  'map.whole': () => () => router.go('/desk/map'),
  'map.up': map('up'),
  'map.down': map('down'),
  'map.in': map('in'),
  'map.out': map('out'),
  'map.fit': map('fit'),
  photos: () => () => document.querySelector<HTMLElement>('[data-photo]')?.click(),
};

export function workOf(id: CommandId, room: Room, local: Local, event?: KeyboardEvent): Work | undefined {
  return (DOING as Partial<Record<CommandId, Doing>>)[id]?.(room, local, event);
}
