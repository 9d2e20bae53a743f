/** The reports of an incident, read page by page: oldest first, by ids that grow with the time. */
import type { Report } from './wire';

export interface Read {
  reports: readonly Report[];
  /** Where what was read ends; absent where there is no more. */
  cursor: string | undefined;
}

/** What was read, with a page laid over it that begins behind a report: in order, nothing twice, nothing that is gone. */
export function laid({ reports, cursor }: Read, after: string | undefined, page: Read): Read {
  const before = after === undefined ? [] : reports.filter(({ id }) => id <= after);
  const last = page.reports.at(-1)?.id;
  const beyond = page.cursor === undefined || last === undefined ? [] : reports.filter(({ id }) => id > last);
  return {
    reports: [...before, ...page.reports, ...beyond],
    cursor: beyond.length > 0 ? cursor : page.cursor,
  };
}

/** What an event says of the reports: which changed, or that any may have. What comes new is found by their number. */
export function touched(kind: string, facts: Readonly<Record<string, unknown>>): string[] | 'any' {
  if (/^(incident\.(merged|split|unmerged)|message\.sent)$/.test(kind)) return 'any';
  return typeof facts['report'] === 'string' ? [facts['report']] : [];
}
