/** An entry of the log as a sentence: who, which words, and the values in them. */
import { called } from './names';
import type { TimelineEntry } from './wire';
import type { DeskKey } from './words';

export interface Line {
  /** A person's name; absent when the reporter or the system did it. */
  by?: string;
  key: DeskKey;
  params: Record<string, string | number>;
  /** A status to be named in the words' {status}. */
  status?: string;
  disposition?: string;
}

const PLAIN: Record<string, DeskKey> = {
  'incident.seen': 'timeline.seen',
  'report.amended': 'timeline.amended',
  'report.added': 'timeline.report_added',
  'photo.stored': 'timeline.photo_stored',
  'message.received': 'timeline.message_received',
  'message.sent': 'timeline.message_sent',
  'note.added': 'timeline.note_added',
};

const PAGES: Record<string, DeskKey> = {
  'page.queued': 'timeline.page_queued',
  'page.sent': 'timeline.page_sent',
  'page.failed': 'timeline.page_failed',
  'page.skipped': 'timeline.page_skipped',
};

export function lineOf(entry: TimelineEntry): Line {
  const { by } = entry;
  const person = by === 'reporter' || by === 'system' ? {} : { by };
  return { ...person, ...words(entry) };
}

function words(entry: TimelineEntry): Omit<Line, 'by'> {
  const facts = entry.params;
  const text = (name: string): string => String(facts[name] ?? '');
  const label = text('officer_label') || text('post_label');
  const who = called(label).name;
  const page = PAGES[entry.kind];
  if (page !== undefined) return { key: page, params: { who } };
  const plain = PLAIN[entry.kind];
  if (plain !== undefined) return { key: plain, params: {} };
  switch (entry.kind) {
    case 'incident.opened':
      return { key: 'timeline.opened', params: { to: text('priority') } };
    case 'incident.raised':
      return { key: 'timeline.raised', params: { to: text('to') } };
    case 'fallback.called':
      return { key: 'timeline.fallback', params: { count: Number(facts['called'] ?? 0) } };
    case 'ladder.climbed':
      return {
        key: facts['owes'] === undefined ? 'timeline.climbed' : 'timeline.forgotten',
        params: { count: Number(facts['called'] ?? 0) },
      };
    case 'photo.ready':
      return { key: facts['preview'] === false ? 'timeline.photo_none' : 'timeline.photo_ready', params: {} };
    case 'incident.changed':
      return command(text('command'), facts, who, label === entry.by);
    default:
      return { key: 'timeline.other', params: { what: entry.kind.replaceAll(/[._]/g, ' ') } };
  }
}

function command(name: string, facts: Record<string, unknown>, who: string, own: boolean): Omit<Line, 'by'> {
  if (name === 'acknowledge') return { key: 'timeline.acknowledge', params: {} };
  if (name === 'assign')
    return own ? { key: 'timeline.take', params: {} } : { key: 'timeline.assign', params: { who } };
  if (name === 'reroute') return { key: 'timeline.reroute', params: { who } };
  if (name === 'priority') return { key: 'timeline.priority', params: { to: String(facts['to'] ?? '') } };
  if (name === 'status') {
    const disposition = typeof facts['disposition'] === 'string' ? { disposition: facts['disposition'] } : {};
    return { key: 'timeline.status', params: {}, status: String(facts['to'] ?? ''), ...disposition };
  }
  return { key: 'timeline.other', params: { what: name } };
}
