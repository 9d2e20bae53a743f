/**
 * The chosen incident as a whole. Read anew when the stream tells of it; the old one stays until the new one is here. Its
 * first reports come with it; the others are read behind its back, one page after the other, and stay.
 */
import { laid, touched, type Read } from '../reading';
import type { IncidentWhole } from '../wire';
import type { Session } from './session.svelte';

export type DetailStatus = 'none' | 'loading' | 'ready' | 'failed';

const SOON_MS = 150;
/** Between two pages that nobody waits for. */
const REST_MS = 200;
/** So many reports are read unasked. */
export const MOST = 1000;

/** Why a page is read: it changed, somebody joined behind what was read to the end, all of it may have changed, or it is the next. */
type Cause = 'changed' | 'joined' | 'anew' | 'next';

export class Detail {
  status = $state<DetailStatus>('none');
  whole = $state.raw<IncidentWhole>();
  /** On a phone each page costs: only what is asked for is read. */
  thrifty = false;
  onRead: (whole: IncidentWhole) => void = () => undefined;
  #session: Session;
  #id: string | undefined;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #most = MOST;
  #reading = false;
  #changed = new Set<string>();
  #joined = false;
  /** Any report may have changed: told, and then how far they were read since. */
  #any = false;
  #anew: string | undefined;
  /** Reports that come with the incident itself. */
  #first = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  show(id: string | undefined): void {
    if (id === this.#id) return;
    this.#id = id;
    clearTimeout(this.#timer);
    this.#asked++;
    this.#changed.clear();
    this.#joined = this.#any = false;
    this.#anew = undefined;
    this.#most = this.thrifty ? 0 : MOST;
    this.whole = undefined;
    this.status = id === undefined ? 'none' : 'loading';
    if (id !== undefined) void this.reload();
  }

  /** Forty reports in a second are one reading. */
  changed(id: string, kind = '', facts: Readonly<Record<string, unknown>> = {}): void {
    if (id !== this.#id) return;
    const which = touched(kind, facts);
    if (which === 'any') this.#any = true;
    else for (const report of which) this.#changed.add(report);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.reload(), SOON_MS);
  }

  /** After a silence nobody knows what changed. */
  again(): void {
    this.#any = this.whole !== undefined;
    void this.reload();
  }

  async reload(): Promise<void> {
    const id = this.#id;
    if (id === undefined) return;
    const asked = ++this.#asked;
    if (this.whole === undefined) this.status = 'loading';
    try {
      const whole = await this.#session.read<IncidentWhole>(`/desk/incidents/${id}`);
      if (asked !== this.#asked) return;
      const before = this.#read();
      this.#first = whole.reports.length;
      this.whole = whole;
      const { reports, cursor } = this.#lay(before, undefined, whole);
      this.status = 'ready';
      this.onRead(whole);
      this.#joined = before.reports.length > 0 && cursor === undefined && whole.report_count > reports.length;
      if (this.#any || whole.report_count < reports.length) this.#anew = whole.reports.at(-1)?.id;
      this.#any = false;
      void this.#readOn();
    } catch {
      if (asked === this.#asked && this.whole === undefined) this.status = 'failed';
    }
  }

  /** The next page of reports, whatever was read already. */
  more(): Promise<void> {
    this.#most = Math.max(this.#most, this.#read().reports.length + 1);
    return this.#readOn();
  }

  /** One page at a time, until nothing is left to read of what is chosen then. */
  async #readOn(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      for (let next = this.#next(); next !== undefined; next = this.#next()) {
        if (next.cause === 'anew' || (next.cause === 'next' && !this.thrifty)) await pause();
        if (this.whole?.id === next.id && !(await this.#page(next.id, next.after, next.cause))) return;
      }
    } finally {
      this.#reading = false;
    }
  }

  #next(): { id: string; after: string; cause: Cause } | undefined {
    const { reports, cursor } = this.#read();
    const last = reports.at(-1)?.id;
    if (this.whole === undefined || last === undefined) return undefined;
    const { id } = this.whole;
    for (const report of this.#changed) {
      this.#changed.delete(report);
      const nth = reports.findIndex((one) => one.id === report);
      // The first page has just been read, and what is not known yet is read as new.
      if (nth >= this.#first) return { id, after: reports[nth - 1]!.id, cause: 'changed' };
    }
    // Taken out before it is read: what is told meanwhile is read once more.
    const [joined, anew] = [this.#joined, this.#anew];
    this.#joined = false;
    if (joined) return { id, after: last, cause: 'joined' };
    this.#anew = undefined;
    if (anew !== undefined && anew < last) return { id, after: anew, cause: 'anew' };
    if (cursor !== undefined && reports.length < this.#most) return { id, after: cursor, cause: 'next' };
    return undefined;
  }

  /** Whether it could be read. */
  async #page(id: string, after: string, cause: Cause): Promise<boolean> {
    const page = await this.#session
      .read<IncidentWhole>(`/desk/incidents/${id}`, { reports_cursor: after })
      .catch(() => undefined);
    if (this.whole?.id !== id) return true;
    if (page === undefined) {
      // The next event, or the line when it is back, begins again; until then it is not called whole.
      if (cause === 'changed' || cause === 'anew') this.#any = true;
      if (cause === 'joined') this.#put({ ...this.#read(), cursor: after });
      return false;
    }
    this.#lay(this.#read(), after, page);
    if (cause === 'anew' && page.reports_cursor) this.#anew ??= page.reports.at(-1)?.id;
    return true;
  }

  #read(): Read {
    return { reports: this.whole?.reports ?? [], cursor: this.whole?.reports_cursor ?? undefined };
  }

  #lay(before: Read, after: string | undefined, page: IncidentWhole): Read {
    const read = laid(before, after, { reports: page.reports, cursor: page.reports_cursor ?? undefined });
    this.#put(read);
    return read;
  }

  #put({ reports, cursor }: Read): void {
    const { reports_cursor: _, ...rest } = this.whole!;
    this.whole = { ...rest, reports: [...reports], ...(cursor !== undefined && { reports_cursor: cursor }) };
  }
}

const pause = () => new Promise((done) => setTimeout(done, REST_MS));
