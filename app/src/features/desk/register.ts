/**
 * One register of what a key can do. The keymap, the list of keys, the hints on buttons and the palette are made from it, so that
 * none of them can say another key than the one that works. What a command does stands in `doing.ts`.
 */
import type { KeysKey } from '../../i18n/keys';
import { BULK_KEYS, JOIN_KEYS, KEYS, MORE_KEY, type ActName, type BulkAct } from './acts';
import type { DeskKey } from './words';

/** Where a key is heard. In one context no key means two things; `any` and `alarm` are heard above all others. */
export type Context = 'any' | 'alarm' | 'bulk' | 'compare' | 'desk' | 'photos' | Page;
export type Group = 'queue' | 'incident' | 'compare' | 'map' | 'photos' | Page;
/** Other parts of the desk, each with keys of its own. */
export type Page = 'cover' | 'insight' | 'handover' | 'exports' | 'major' | 'wholemap';

export interface Command<Id extends string = string> {
  id: Id;
  /** As it is drawn: one character. Written with a capital where it is a letter. */
  key: string;
  context: Context;
  group: Group;
  /** Words of the desk's table, or of the keys' own. */
  label?: DeskKey;
  own?: KeysKey;
  /** Goes with the key of another command, because to the hand it is the same act. */
  as?: string;
  /** Somebody may depend on it in danger: it may get another key, but never none. */
  grave?: true;
  /** Belongs to a place or a field and is not for choosing. */
  fixed?: true;
}

const acts = (Object.keys(KEYS) as ActName[]).map((act): Command<`act.${ActName}`> => ({
  id: `act.${act}`,
  key: KEYS[act],
  // Help is called from anywhere on the desk, and beside a comparison too.
  context: act === 'help' ? 'any' : 'desk',
  group: 'incident',
  label: act === 'help' ? 'keys.help' : `act.${act}`,
  ...((act === 'acknowledge' || act === 'help') && { grave: true }),
  // Taking a merge back has the key of every other undo.
  ...(act === 'unmerge' && { as: 'undo' }),
}));
const bulk = (Object.keys(BULK_KEYS) as BulkAct[]).map((act): Command<`bulk.${BulkAct}`> => ({
  id: `bulk.${act}`,
  key: BULK_KEYS[act],
  context: 'bulk',
  group: 'queue',
  label: `act.${act}`,
  as: `act.${act}`,
}));

/** What comes first is asked first: a help call, then an undo, then what is chosen together, then a P1 that waits. */
const BEFORE = [
  { id: 'sheet', key: '?', context: 'any', group: 'queue', label: 'keys.sheet' },
  { id: 'palette', key: ',', context: 'any', group: 'queue', own: 'palette' },
  { id: 'undo', key: JOIN_KEYS.undo, context: 'any', group: 'incident', label: 'keys.undo' },
] as const satisfies readonly Command[];
const AFTER = [
  {
    id: 'alarm.acknowledge',
    key: KEYS.acknowledge,
    context: 'alarm',
    group: 'queue',
    own: 'alarm_acknowledge',
    as: 'act.acknowledge',
  },
  { id: 'alarm.go', key: 'G', context: 'alarm', group: 'queue', own: 'alarm_go' },
  { id: 'alarm.mute', key: 'Q', context: 'alarm', group: 'queue', label: 'keys.alarm' },
  { id: 'compare.keep', key: JOIN_KEYS.keep, context: 'compare', group: 'compare', label: 'compare.keep' },
  { id: 'compare.merge', key: JOIN_KEYS.merge, context: 'compare', group: 'compare', own: 'merge' },
  { id: 'compare.turn', key: JOIN_KEYS.turn, context: 'compare', group: 'compare', own: 'turn' },
  { id: 'next', key: 'J', context: 'desk', group: 'queue', own: 'next' },
  { id: 'back', key: 'K', context: 'desk', group: 'queue', own: 'back' },
  { id: 'view.post', key: '1', context: 'desk', group: 'queue', own: 'view_post' },
  { id: 'view.venue', key: '2', context: 'desk', group: 'queue', own: 'view_venue' },
  { id: 'view.all', key: '3', context: 'desk', group: 'queue', own: 'view_all' },
  { id: 'find', key: '/', context: 'desk', group: 'queue', label: 'keys.search' },
  { id: 'filter', key: 'F', context: 'desk', group: 'queue', label: 'filter.title' },
  { id: 'split', key: JOIN_KEYS.split, context: 'desk', group: 'incident', label: 'keys.split' },
  { id: 'compare', key: JOIN_KEYS.compare, context: 'desk', group: 'incident', label: 'keys.compare' },
  { id: 'ready', key: ';', context: 'desk', group: 'incident', label: 'chat.ready' },
  { id: 'more', key: MORE_KEY, context: 'desk', group: 'incident', label: 'act.more' },
  { id: 'map.whole', key: 'G', context: 'desk', group: 'map', label: 'map.whole' },
  { id: 'map.up', key: ']', context: 'desk', group: 'map', own: 'map_up' },
  { id: 'map.down', key: '[', context: 'desk', group: 'map', own: 'map_down' },
  { id: 'map.in', key: '+', context: 'desk', group: 'map', label: 'map.in' },
  { id: 'map.out', key: '-', context: 'desk', group: 'map', label: 'map.out' },
  { id: 'map.fit', key: '0', context: 'desk', group: 'map', label: 'map.fit' },
  { id: 'photos', key: 'V', context: 'desk', group: 'photos', label: 'keys.photos' },
  { id: 'photo.next', key: 'J', context: 'photos', group: 'photos', label: 'photo.next' },
  { id: 'photo.prev', key: 'K', context: 'photos', group: 'photos', label: 'photo.prev' },
  { id: 'photo.blur', key: 'B', context: 'photos', group: 'photos', label: 'photo.blur' },
  { id: 'photo.original', key: 'O', context: 'photos', group: 'photos', label: 'photo.original' },
  { id: 'photo.rotate', key: 'R', context: 'photos', group: 'photos', label: 'photo.rotate' },
  { id: 'photo.in', key: '+', context: 'photos', group: 'photos', label: 'map.in' },
  { id: 'photo.out', key: '-', context: 'photos', group: 'photos', label: 'map.out' },
  { id: 'photo.fit', key: '0', context: 'photos', group: 'photos', label: 'photo.fit' },
  { id: 'photo.beside', key: 'C', context: 'photos', group: 'photos', label: 'photo.beside' },
  { id: 'cover.form', key: 'O', context: 'cover', group: 'cover', label: 'keys.cover_form' },
  { id: 'cover.back', key: '[', context: 'cover', group: 'cover', own: 'earlier' },
  { id: 'cover.on', key: ']', context: 'cover', group: 'cover', own: 'later' },
  { id: 'insight.tables', key: 'T', context: 'insight', group: 'insight', label: 'keys.insight_tables' },
  { id: 'insight.csv', key: 'V', context: 'insight', group: 'insight', label: 'keys.insight_csv' },
  { id: 'handover.next', key: 'J', context: 'handover', group: 'handover', own: 'line_next' },
  { id: 'handover.back', key: 'K', context: 'handover', group: 'handover', own: 'line_back' },
  { id: 'handover.question', key: 'Q', context: 'handover', group: 'handover', own: 'line_question' },
  { id: 'handover.answer', key: 'R', context: 'handover', group: 'handover', own: 'line_answer' },
  { id: 'handover.edit', key: 'E', context: 'handover', group: 'handover', own: 'line_edit' },
  { id: 'handover.add', key: 'N', context: 'handover', group: 'handover', own: 'line_add' },
  { id: 'handover.roll', key: 'L', context: 'handover', group: 'handover', label: 'keys.handover_roll' },
  { id: 'handover.pdf', key: 'P', context: 'handover', group: 'handover', label: 'keys.handover_pdf' },
  { id: 'exports.form', key: 'Y', context: 'exports', group: 'exports', own: 'export_new' },
  { id: 'major.give', key: 'G', context: 'major', group: 'major', own: 'major_give' },
  { id: 'major.locate', key: 'P', context: 'major', group: 'major', own: 'major_locate' },
  { id: 'major.zone', key: 'Z', context: 'major', group: 'major', own: 'major_zone' },
  { id: 'major.confirm', key: 'Y', context: 'major', group: 'major', own: 'major_confirm' },
  { id: 'major.decision', key: 'D', context: 'major', group: 'major', own: 'major_decision' },
  { id: 'major.sitrep', key: 'S', context: 'major', group: 'major', own: 'major_sitrep' },
  { id: 'major.objective', key: 'O', context: 'major', group: 'major', own: 'major_objective' },
  { id: 'major.task', key: 'T', context: 'major', group: 'major', own: 'major_task' },
  { id: 'major.resource', key: 'R', context: 'major', group: 'major', own: 'major_resource' },
  { id: 'major.station', key: 'M', context: 'major', group: 'major', own: 'major_station' },
  { id: 'wholemap.table', key: 'T', context: 'wholemap', group: 'wholemap', own: 'map_table' },
  { id: 'wholemap.draw', key: 'L', context: 'wholemap', group: 'wholemap', own: 'map_draw' },
  { id: 'wholemap.play', key: 'P', context: 'wholemap', group: 'wholemap', own: 'map_play' },
  { id: 'wholemap.up', key: ']', context: 'wholemap', group: 'wholemap', own: 'map_up' },
  { id: 'wholemap.down', key: '[', context: 'wholemap', group: 'wholemap', own: 'map_down' },
  { id: 'wholemap.fit', key: '0', context: 'wholemap', group: 'wholemap', label: 'map.fit' },
] as const satisfies readonly Command[];
/** Keys that stay where they are: of a row, a form or a field that has the focus. */
const FIXED = [
  { id: 'choose', key: '␣', context: 'desk', group: 'queue', label: 'keys.choose', fixed: true },
  { id: 'send', key: 'Ctrl ↵', context: 'any', group: 'incident', label: 'keys.send', fixed: true },
  { id: 'leave', key: 'Esc', context: 'any', group: 'incident', label: 'keys.leave', fixed: true },
  { id: 'cover.ask', key: '1…9', context: 'cover', group: 'cover', label: 'keys.cover_ask', fixed: true },
  { id: 'handover.accept', key: '␣', context: 'handover', group: 'handover', own: 'line_accept', fixed: true },
] as const satisfies readonly Command[];

type ActId = `act.${ActName}`;
type BulkId = `bulk.${BulkAct}`;
export type CommandId =
  ActId | BulkId | (typeof BEFORE)[number]['id'] | (typeof AFTER)[number]['id'] | (typeof FIXED)[number]['id'];

const isHelp = ({ id }: Command) => id === 'act.help';
/** In the order in which they are asked whether the key is theirs. */
export const REGISTER: readonly Command<CommandId>[] = [
  ...BEFORE.slice(0, 2),
  ...acts.filter(isHelp),
  ...BEFORE.slice(2),
  ...bulk,
  ...AFTER,
  ...acts.filter((act) => !isHelp(act)),
  ...FIXED,
];

const known = new Map<string, Command<CommandId>>(REGISTER.map((command) => [command.id, command]));
export const commandOf = (id: string): Command<CommandId> | undefined => known.get(id);

/** Whether both are heard at once, so that they cannot have one key. */
export function meet(one: Command, other: Command): boolean {
  const above = (context: Context) => context === 'any' || context === 'alarm';
  return one.context === other.context || above(one.context) || above(other.context);
}
