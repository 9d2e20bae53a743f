/** The rows of the table beside the map, in the order somebody wants. Pure. */
import type { Corner } from '../area';
import type { MapRow } from '../wire';
import { metresBetween } from './sources';

export const COLUMNS = ['number', 'what', 'where', 'level', 'priority', 'owed', 'away'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Line {
  row: MapRow;
  what: string;
  where: string;
  level: string;
  /** Metres from the middle of what is looked at. */
  away: number | undefined;
}
export interface Sorting {
  by: Column;
  down: boolean;
}

export const awayOf = ({ lat, lon }: MapRow, middle: Corner | undefined): number | undefined =>
  lat === undefined || lon === undefined || middle === undefined ? undefined : metresBetween({ lat, lon }, middle);

const KEYS: Record<Column, (line: Line) => string | number> = {
  number: (line) => line.row.number,
  what: (line) => line.what,
  where: (line) => line.where,
  level: (line) => line.level,
  priority: (line) => line.row.priority,
  owed: (line) => (line.row.owed ? 0 : 1),
  // What is nowhere comes last.
  away: (line) => line.away ?? Number.MAX_SAFE_INTEGER,
};

export function sorted(lines: readonly Line[], { by, down }: Sorting): Line[] {
  const key = KEYS[by];
  const compare = (a: string | number, b: string | number) =>
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a).localeCompare(String(b), undefined, { numeric: true });
  return lines.toSorted((a, b) => compare(key(a), key(b)) * (down ? -1 : 1) || compare(a.row.number, b.row.number));
}
