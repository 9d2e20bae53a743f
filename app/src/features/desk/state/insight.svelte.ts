/** The numbers that are looked at: of which time, which priorities, by what; and how things are now. */
import { local } from '../coverage/lanes';
import { between, DRILLS, type Drills, type Kind, type Reach } from '../insight/figures';
import { readVenueWith } from '../profile';
import type { Venue } from '../../../api/wire';
import type { Insight, LiveBoard } from '../wire';
import type { Session } from './session.svelte';

/** What stands behind a chart. */
export type Table = 'rows' | 'hours' | 'longest' | 'repeats' | 'channels';
export type Urgency = 'urgent' | 'p3' | 'all';
const PRIORITIES: Record<Urgency, string> = { urgent: '1,2', p3: '3', all: '' };

export class Insights {
  reach = $state<Reach>('month');
  urgency = $state<Urgency>('all');
  kind = $state<Kind>('zone');
  drills = $state<Drills>('out');
  /** Charts as tables. */
  tables = $state(false);
  told = $state.raw<Insight>();
  /** The same by language. */
  fair = $state.raw<Insight>();
  board = $state.raw<LiveBoard>();
  profile = $state.raw<Venue>();
  failed = $state(false);
  boardFailed = $state(false);
  csvFailed = $state(false);
  reading = $state(false);
  #session: Session;
  #venue = '';
  #nth = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  async open(venue: string): Promise<void> {
    if (venue !== this.#venue)
      [this.told, this.fair, this.board, this.profile] = [undefined, undefined, undefined, undefined];
    this.#venue = venue;
    await Promise.all([this.read(), this.look()]);
  }

  /** The words of categories follow the page's language. */
  async name(): Promise<void> {
    const venue = this.#venue;
    const profile = await readVenueWith(this.#session, venue).catch(() => undefined);
    if (profile !== undefined && venue === this.#venue) this.profile = profile;
  }

  set(wish: Partial<Pick<Insights, 'reach' | 'urgency' | 'kind' | 'drills'>>): Promise<void> {
    Object.assign(this, wish);
    return this.read();
  }

  nextDrills(): Promise<void> {
    return this.set({ drills: DRILLS[(DRILLS.indexOf(this.drills) + 1) % DRILLS.length]! });
  }

  #query(kind: Kind): Record<string, string> {
    const now = local(Date.now(), this.profile?.time_zone);
    const priority = PRIORITIES[this.urgency];
    return {
      venue: this.#venue,
      ...between(this.reach, now),
      by: kind,
      drills: this.drills,
      ...(priority !== '' && { priority }),
    };
  }

  async read(): Promise<void> {
    const nth = ++this.#nth;
    this.reading = true;
    try {
      // Which day it is there is only known once its clock is.
      if (this.profile === undefined) await this.name();
      const of = (kind: Kind) => this.#session.read<Insight>('/desk/insight', this.#query(kind));
      const [told, fair] = await Promise.all([of(this.kind), of('language')]);
      if (nth !== this.#nth) return;
      [this.told, this.fair, this.failed] = [told, fair, false];
    } catch {
      if (nth === this.#nth) this.failed = true;
    } finally {
      if (nth === this.#nth) this.reading = false;
    }
  }

  /** How things are now. */
  async look(): Promise<void> {
    const venue = this.#venue;
    try {
      const board = await this.#session.read<LiveBoard>('/desk/board', { venue });
      if (venue === this.#venue) [this.board, this.boardFailed] = [board, false];
    } catch {
      if (venue === this.#venue) this.boardFailed = true;
    }
  }

  /** A table as a file; a link could not carry the session. */
  async table(table: Table = 'rows', kind: Kind = this.kind): Promise<{ name: string; file: Blob } | undefined> {
    this.csvFailed = false;
    try {
      const query: Record<string, string> = { ...this.#query(kind), ...(table !== 'rows' && { table }) };
      const answer = await this.#session.ask('/desk/insight.csv', query, { headers: { Accept: 'text/csv' } });
      const what = table === 'rows' ? kind : table;
      return { name: `${this.#venue}-${what}-${query['from']!.slice(0, 10)}.csv`, file: await answer.blob() };
    } catch {
      this.csvFailed = true;
      return undefined;
    }
  }
}
