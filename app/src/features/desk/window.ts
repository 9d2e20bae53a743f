/** Which rows of a long list are drawn: those in sight and some around them. The rest is empty room of the same height. */
import type { QueueSection } from './ordering';

export interface Sight {
  /** Of the list, in pixels from its beginning. */
  top: number;
  height: number;
  row: number;
  head: number;
}

export interface Drawn extends QueueSection {
  /** All of the section, of which only some are drawn. */
  size: number;
  /** The place of the first drawn row in its section. */
  from: number;
  above: number;
  below: number;
}

/** Rows beyond the edges that are drawn as well, so that a quick hand meets no empty room. */
export const BEYOND = 12;

export function drawn(sections: readonly QueueSection[], sight: Sight): Drawn[] {
  let at = 0;
  return sections.map(({ section, incidents }) => {
    at += sight.head;
    const size = incidents.length;
    const within = (y: number) => Math.min(size, Math.max(0, Math.floor((y - at) / sight.row)));
    const from = Math.max(0, within(sight.top) - BEYOND);
    const until = Math.min(size, within(sight.top + sight.height) + 1 + BEYOND);
    at += size * sight.row;
    const some = incidents.slice(from, until);
    const below = Math.max(0, size - from - some.length);
    return { section, incidents: some, size, from, above: from * sight.row, below: below * sight.row };
  });
}

/** Where a row begins, from the beginning of the list. */
export function offsetOf(sections: readonly QueueSection[], id: string, { row, head }: Sight): number | undefined {
  let at = 0;
  for (const { incidents } of sections) {
    at += head;
    const nth = incidents.findIndex((incident) => incident.id === id);
    if (nth !== -1) return at + nth * row;
    at += incidents.length * row;
  }
  return undefined;
}
