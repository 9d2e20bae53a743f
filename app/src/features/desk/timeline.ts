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
  /** Why it was given to another post. */
  because?: string;
  /** A report that joined, and what spoke for it. */
  joined?: { report: string; reasons: unknown[] };
  /** Another incident, to be named in the words' {number}. */
  incident?: string;
}

const PLAIN: Record<string, DeskKey> = {
  'incident.seen': 'timeline.seen',
  'report.amended': 'timeline.amended',
  'report.added': 'timeline.report_added',
  'report.withdrawn': 'timeline.withdrawn',
  'message.read': 'timeline.message_read',
  'photo.stored': 'timeline.photo_stored',
  'photo.blurred': 'timeline.photo_blurred',
  'message.received': 'timeline.message_received',
  'message.sent': 'timeline.message_sent',
  'note.added': 'timeline.note_added',
  'major.declared': 'timeline.major_declared',
  'major.changed': 'timeline.major_changed',
  'major.decided': 'timeline.major_decided',
  'major.reported': 'timeline.major_reported',
  'major.muster': 'timeline.major_muster',
  'export.asked': 'timeline.export_asked',
  'export.approved': 'timeline.export_approved',
  'export.ready': 'timeline.export_ready',
  'export.fetched': 'timeline.export_fetched',
  'export.withdrawn': 'timeline.export_withdrawn',
  'export.failed': 'timeline.export_failed',
  'export.expired': 'timeline.export_expired',
};

const PAGES: Record<string, DeskKey> = {
  'page.queued': 'timeline.page_queued',
  'page.sent': 'timeline.page_sent',
  'page.failed': 'timeline.page_failed',
  'page.skipped': 'timeline.page_skipped',
};

export function lineOf(entry: TimelineEntry, self = ''): Line {
  const { by } = entry;
  const person = by === 'reporter' || by === 'system' ? {} : { by };
  return { ...person, ...words(entry, self) };
}

/** The log of two incidents that became one holds what happened to both twice: once for each. */
export function once(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const seen = new Set<string>();
  return entries.filter((entry) => {
    if (!/^incident\.(un)?merged$/.test(entry.kind)) return true;
    const { from, into } = entry.params;
    const key = [entry.kind, entry.at, String(from), String(into)].join(' ');
    return !seen.has(key) && seen.add(key);
  });
}

/** Merging names the other one: which that is depends on where one reads it. */
export function otherOf(entry: TimelineEntry, self: string): string {
  const [from, into] = [String(entry.params['from'] ?? ''), String(entry.params['into'] ?? '')];
  return from === self ? into : from;
}

function between(entry: TimelineEntry, self: string): Omit<Line, 'by'> {
  const incident = otherOf(entry, self);
  if (entry.kind === 'incident.unmerged') return { key: 'timeline.unmerged', params: {}, incident };
  const away = entry.params['from'] === self;
  return { key: away ? 'timeline.merged_away' : 'timeline.merged_in', params: {}, incident };
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function words(entry: TimelineEntry, self: string): Omit<Line, 'by'> {
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
      if (text('split_from') !== '')
        return { key: 'timeline.opened_split', params: { to: text('priority'), number: text('number') } };
      return { key: 'timeline.opened', params: { to: text('priority') } };
    case 'incident.joined':
      return {
        key: 'timeline.joined',
        params: {},
        joined: { report: text('report'), reasons: list(facts['reasons']) },
      };
    case 'incident.merged':
    case 'incident.unmerged':
      return between(entry, self);
    case 'incident.split':
      return { key: 'timeline.split', params: { count: list(facts['reports']).length, number: text('number') } };
    case 'incident.departure': {
      const number = text('number');
      return { key: number === '' ? 'timeline.departure_none' : 'timeline.departure', params: { number } };
    }
    case 'incident.raised':
      return { key: 'timeline.raised', params: { to: text('to') } };
    case 'fallback.called':
      return { key: 'timeline.fallback', params: { count: Number(facts['called'] ?? 0) } };
    case 'ladder.climbed':
      return {
        key: facts['owes'] === undefined ? 'timeline.climbed' : 'timeline.forgotten',
        params: { count: Number(facts['called'] ?? 0) },
      };
    case 'major.zone':
    case 'major.all_clear':
      return { key: turned(entry.kind, text('act')), params: { zone: text('zone') } };
    case 'photo.ready':
      return { key: facts['preview'] === false ? 'timeline.photo_none' : 'timeline.photo_ready', params: {} };
    case 'incident.changed':
      return command(text('command'), facts, who, label === entry.by);
    default:
      return { key: 'timeline.other', params: { what: entry.kind.replaceAll(/[._]/g, ' ') } };
  }
}

/** What takes two people: who proposed, who confirmed. */
function turned(kind: string, act: string): DeskKey {
  const of = kind === 'major.zone' ? 'zone' : 'clear';
  return act === 'confirm'
    ? `timeline.${of}_confirmed`
    : act === 'withdraw'
      ? `timeline.${of}_withdrawn`
      : `timeline.${of}_proposed`;
}

function command(name: string, facts: Record<string, unknown>, who: string, own: boolean): Omit<Line, 'by'> {
  if (name === 'acknowledge') return { key: 'timeline.acknowledge', params: {} };
  if (name === 'assign')
    return own ? { key: 'timeline.take', params: {} } : { key: 'timeline.assign', params: { who } };
  if (name === 'reroute') {
    const because = typeof facts['because'] === 'string' && facts['because'] !== 'other' ? facts['because'] : undefined;
    return { key: 'timeline.reroute', params: { who }, ...(because && { because }) };
  }
  if (name === 'priority') return { key: 'timeline.priority', params: { to: String(facts['to'] ?? '') } };
  if (name === 'status') {
    const disposition = typeof facts['disposition'] === 'string' ? { disposition: facts['disposition'] } : {};
    return { key: 'timeline.status', params: {}, status: String(facts['to'] ?? ''), ...disposition };
  }
  if (name === 'undo') return { key: 'timeline.undo', params: {} };
  if (name === 'help') return { key: 'timeline.help', params: {} };
  if (name === 'link' || name === 'unlink')
    return { key: `timeline.${name}`, params: {}, incident: String(facts['other'] ?? '') };
  return { key: 'timeline.other', params: { what: name } };
}
