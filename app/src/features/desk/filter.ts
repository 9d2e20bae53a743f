/** What the queue is narrowed to. It lives in the address, so that a list can be sent, kept and come back to. */
import { isWithin, readArea, spotOf, type Corner } from './area';
import { isOver, isUncorrelated, waits } from './ordering';
import type { Incident, Me, Priority, Status } from './wire';

export type Reporter = 'anonymous' | 'confidential' | 'staff';
export type Box = 'held' | 'uncorrelated';

export interface Filter {
  priority: Priority[];
  status: Status[];
  category: string[];
  zone?: string;
  post?: string;
  reporter?: Reporter;
  skill?: string;
  assignee?: 'me';
  drill?: boolean;
  box?: Box;
  /** What was opened since then, over or not: how figures lead to what they count. */
  since?: string;
  /** And before then. */
  until?: string;
  /** Corners of what somebody drew on the map. */
  area?: string;
}

export const NOTHING: Filter = { priority: [], status: [], category: [] };
export const REPORTERS: readonly Reporter[] = ['anonymous', 'confidential', 'staff'];
export const STATUSES: readonly Status[] = [
  'open',
  'acknowledged',
  'en_route',
  'on_scene',
  'resolved',
  'closed',
  'reopened',
];
const BOXES: readonly Box[] = ['held', 'uncorrelated'];
const PRIORITIES: readonly Priority[] = [1, 2, 3, 4];

const one = <T extends string>(known: readonly T[], value: string | null): T | undefined =>
  known.find((each) => each === value);
const many = (value: string | null): string[] => (value ?? '').split(',').filter((part) => part !== '');

/** Reads the part of an address that narrows the queue; what it does not know is left out. */
export function readFilter(query: string): Filter {
  const said = new URLSearchParams(query);
  const filter: Filter = {
    priority: PRIORITIES.filter((each) => many(said.get('priority')).includes(String(each))),
    status: STATUSES.filter((each) => many(said.get('status')).includes(each)),
    category: many(said.get('category')),
  };
  const zone = said.get('zone') || undefined;
  const post = said.get('post') || undefined;
  const skill = said.get('skill') || undefined;
  const reporter = one(REPORTERS, said.get('reporter'));
  const box = one(BOXES, said.get('box'));
  const since = said.get('since') ?? '';
  const until = said.get('until') ?? '';
  const area = said.get('area') ?? '';
  const drill = one(['true', 'false'], said.get('drill'));
  return {
    ...filter,
    ...(zone && { zone }),
    ...(post && { post }),
    ...(skill && { skill }),
    ...(reporter && { reporter }),
    ...(box && { box }),
    ...(!Number.isNaN(Date.parse(since)) && { since }),
    ...(!Number.isNaN(Date.parse(until)) && { until }),
    ...(readArea(area) && { area }),
    ...(said.get('assignee') === 'me' && { assignee: 'me' as const }),
    ...(drill && { drill: drill === 'true' }),
  };
}

/** As the server is asked, and as it stands in the address; always in one order. */
export function askOf(filter: Filter): Record<string, string> {
  const ask: Record<string, string> = {};
  if (filter.priority.length > 0) ask['priority'] = filter.priority.join(',');
  if (filter.status.length > 0) ask['status'] = filter.status.join(',');
  if (filter.category.length > 0) ask['category'] = filter.category.join(',');
  for (const key of ['zone', 'post', 'reporter', 'skill', 'assignee', 'box', 'since', 'until', 'area'] as const) {
    const value = filter[key];
    if (value !== undefined) ask[key] = value;
  }
  if (filter.drill !== undefined) ask['drill'] = String(filter.drill);
  return ask;
}

export const writeFilter = (filter: Filter): string => new URLSearchParams(askOf(filter)).toString();

export const isNarrow = (filter: Filter): boolean => writeFilter(filter) !== '';

/** What only the server can tell: who reported, and which skills are wanted. */
export const needsServer = (filter: Filter): boolean => filter.reporter !== undefined || filter.skill !== undefined;

/** What is over belongs to it as well. */
export const looksBack = (filter: Filter): boolean =>
  filter.since !== undefined || filter.until !== undefined || filter.status.some((status) => isOver({ status }));

export interface Site {
  me: Me;
  now: number;
  /** A zone with all that lies within it. */
  within: ReadonlySet<string> | undefined;
  /** The middles of zones, for what has no position of its own. */
  middles?: ReadonlyMap<string, Corner>;
}

/** Whether an incident belongs to the list, as far as can be told here. */
export function keeps(filter: Filter, incident: Incident, { me, now, within, middles }: Site): boolean {
  if (filter.priority.length > 0 && !filter.priority.includes(incident.priority)) return false;
  if (filter.status.length > 0 && !filter.status.includes(incident.status)) return false;
  if (filter.category.length > 0 && !filter.category.includes(incident.category)) return false;
  if (filter.zone !== undefined && !(within ?? new Set([filter.zone])).has(incident.zone?.id ?? '')) return false;
  if (filter.post !== undefined && incident.post?.id !== filter.post) return false;
  if (filter.assignee !== undefined && incident.assignee?.id !== me.id) return false;
  if (filter.since !== undefined && Date.parse(incident.opened_at) < Date.parse(filter.since)) return false;
  if (filter.until !== undefined && Date.parse(incident.opened_at) >= Date.parse(filter.until)) return false;
  if (filter.area !== undefined && !isInArea(filter.area, incident, middles)) return false;
  if (filter.drill !== undefined && incident.drill !== filter.drill) return false;
  if (filter.box === 'held') return waits(incident, now);
  if (filter.box === 'uncorrelated') return isUncorrelated(incident);
  return looksBack(filter) || !isOver(incident);
}

// The same area is asked about for every incident: it is read once.
let lastArea: { text: string; corners: Corner[] | undefined } | undefined;

function isInArea(text: string, incident: Incident, middles: ReadonlyMap<string, Corner> = new Map()): boolean {
  if (lastArea?.text !== text) lastArea = { text, corners: readArea(text) };
  const spot = spotOf(incident, middles);
  return spot !== undefined && lastArea.corners !== undefined && isWithin(lastArea.corners, spot);
}
