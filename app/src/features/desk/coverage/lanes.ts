/** Where things stand on the board: stretches of time as parts of its width, and those at one time in lines below one another. */
import type { Gap, RosterBoard } from '../wire';

export interface Stretch {
  starts: string;
  ends: string;
}

/** A part of the board's width, 0 to 1. */
export interface Part {
  from: number;
  width: number;
}

export function partOf(one: Stretch, board: Pick<RosterBoard, 'from' | 'to'>): Part {
  const [from, to] = [Date.parse(board.from), Date.parse(board.to)];
  const at = (time: string) => Math.min(1, Math.max(0, (Date.parse(time) - from) / (to - from)));
  return { from: at(one.starts), width: at(one.ends) - at(one.starts) };
}

/** In which line each stretch stands: the first in which nothing is at its time. */
export function lines(all: readonly Stretch[]): number[] {
  const free: number[] = [];
  return all.map((one) => {
    const starts = Date.parse(one.starts);
    const found = free.findIndex((until) => until <= starts);
    const line = found === -1 ? free.length : found;
    free[line] = Date.parse(one.ends);
    return line;
  });
}

/** What has nobody at one and the same time is one gap to whoever must find somebody. */
export interface OpenGap extends Stretch {
  red: boolean;
  zones: string[];
  skills: string[];
}

export function together(gaps: readonly Gap[]): OpenGap[] {
  const found = new Map<string, OpenGap>();
  for (const gap of gaps) {
    const key = `${gap.starts} ${gap.ends}`;
    const one = found.get(key) ?? { starts: gap.starts, ends: gap.ends, red: false, zones: [], skills: [] };
    one.red ||= gap.red;
    if (gap.zone) one.zones.push(gap.zone.label);
    if (gap.skill !== undefined) one.skills.push(gap.skill);
    found.set(key, one);
  }
  return [...found.values()];
}

/** The post at which somebody would have to stand in: one that is empty then. */
export function postOf(gap: Stretch, board: RosterBoard) {
  const at = Date.parse(gap.starts);
  const empty = (post: RosterBoard['posts'][number]) =>
    post.nobody.some((one) => Date.parse(one.starts) <= at && at < Date.parse(one.ends));
  return board.posts.find(empty);
}

/** Days after a day: 2026-11-30 and 2 is 2026-12-02. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The day at a venue. */
export function dayAt(at: number | string, timeZone: string | undefined): string {
  return local(at, timeZone).slice(0, 10);
}

/** What the clock of a venue shows, as a field of date and time wants it: 2026-11-14T03:07. */
export function local(at: number | string, timeZone: string | undefined): string {
  const form = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  const part = Object.fromEntries(form.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  return `${part['year']}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}`;
}

/** The instant at which the clock of a venue shows that; of two the first, and of a time that is skipped as much later. */
export function instant(shown: string, timeZone: string | undefined): string | undefined {
  const wall = Date.parse(`${shown}Z`);
  if (Number.isNaN(wall)) return undefined;
  const offset = (at: number) => Date.parse(`${local(at, timeZone)}Z`) - at;
  // A day around it holds both offsets that may be in force.
  const tried = [offset(wall - 86_400_000), offset(wall + 86_400_000)].map((behind) => wall - behind);
  const right = tried.filter((at) => local(at, timeZone) === shown);
  // Skipped: what the earlier offset would have made of it.
  const at = right.length > 0 ? Math.min(...right) : tried[0]!;
  return new Date(at).toISOString();
}
