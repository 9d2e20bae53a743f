/** Who is where on which days, where nobody will be, who could come, and what was asked of whom. */
import { Problem } from '../../../api/problem';
import { language } from '../../../i18n/language.svelte';
import { dayAfter, dayAt, postOf, together, type OpenGap } from '../coverage/lanes';
import type { Ask, Candidate, DutyState, OfficerDuty, RosterBoard } from '../wire';
import type { Session } from './session.svelte';

export type Reach = 'now' | 'week' | 'month';
export const DAYS: Record<Reach, number> = { now: 1, week: 7, month: 28 };
/** Days that are over, at the beginning of a week or month that is about now. */
const BEFORE: Record<Reach, number> = { now: 0, week: 2, month: 2 };

const DAY_MS = 86_400_000;

export interface NewOverride {
  post: string;
  officer: string;
  from: string;
  to: string;
  reason: 'swap' | 'sick' | 'extra';
  replaces?: string;
}
export interface NewAsk {
  post: string;
  officer: string;
  from: string;
  to: string;
  replaces?: string;
  back?: { post: string; from: string; to: string };
}

export class Covering {
  reach = $state<Reach>('week');
  /** The first day shown; absent: about today. */
  first = $state<string>();
  board = $state.raw<RosterBoard>();
  failed = $state(false);
  asks = $state.raw<Ask[]>([]);
  /** Who is on shift now, and whether they can be called. */
  duties = $state.raw<OfficerDuty[]>([]);
  candidates = $state.raw<Candidate[]>();
  chosen = $state.raw<OpenGap>();
  changing = $state(false);
  /** Why the last wish was refused; empty where nobody says. */
  refused = $state<string>();
  #session: Session;
  #venue = '';
  #reading = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  gaps = $derived(this.board === undefined ? [] : together(this.board.gaps));
  /** All the days shown are over: of gaps there is nothing to say. */
  over = $derived(this.board !== undefined && Date.parse(this.board.to) <= Date.parse(this.board.now));
  post = $derived(this.board && this.chosen ? postOf(this.chosen, this.board) : undefined);
  mayEdit = $derived.by(() => this.#session.me?.role === 'supervisor');

  async open(venue: string): Promise<void> {
    if (venue !== this.#venue) {
      this.board = undefined;
      this.chosen = undefined;
      this.first = undefined;
    }
    this.#venue = venue;
    await this.read();
  }

  async show(reach: Reach): Promise<void> {
    const before = { reach: this.reach, first: this.first };
    [this.reach, this.first] = [reach, undefined];
    await this.read();
    // What is shown is still the other stretch of days.
    if (this.failed && this.board !== undefined) [this.reach, this.first] = [before.reach, before.first];
  }

  async turn(pages: number): Promise<void> {
    if (this.board === undefined) return;
    const before = this.first;
    this.first = dayAfter(dayAt(this.board.from, this.board.time_zone), pages * DAYS[this.reach]);
    await this.read();
    if (this.failed) this.first = before;
  }

  async read(): Promise<void> {
    const [venue, nth] = [this.#venue, ++this.#reading];
    const today = dayAt(Date.now(), this.board?.time_zone);
    const from = this.first ?? (this.board ? dayAfter(today, -BEFORE[this.reach]) : undefined);
    try {
      const query = { venue, days: DAYS[this.reach], ...(from !== undefined && { from }) };
      const [board, asks, duties] = await Promise.all([
        this.#session.read<RosterBoard>('/desk/coverage/board', query),
        this.#session.read<{ items: Ask[] }>('/desk/roster/asks'),
        this.#session.read<{ items: OfficerDuty[] }>('/desk/duty', { venue }),
      ]);
      if (nth !== this.#reading) return;
      // Which day it is at the venue is only known once its zone is.
      const known = this.board !== undefined;
      this.board = board;
      this.asks = asks.items;
      this.duties = duties.items;
      this.failed = false;
      if (!known && BEFORE[this.reach] > 0) return await this.read();
      this.#keepChosen();
    } catch {
      if (nth === this.#reading) this.failed = true;
    }
  }

  /** The gap that was looked at stays so, whatever has become of it; without one it is the first. */
  #keepChosen(): void {
    const same = this.gaps.find((gap) => gap.starts === this.chosen?.starts && gap.ends === this.chosen.ends);
    const near = this.gaps.find((gap) => gap.ends === this.chosen?.ends);
    void this.choose(same ?? near ?? this.gaps[0]);
  }

  async choose(gap: OpenGap | undefined): Promise<void> {
    this.chosen = gap;
    this.candidates = undefined;
    const post = this.post;
    if (gap === undefined || post === undefined || !this.mayEdit) return;
    // Whoever comes can only come from now on.
    const from = Date.parse(gap.starts) < Date.now() ? new Date().toISOString() : gap.starts;
    const query = { post: post.post.id, from, to: gap.ends };
    const found = await this.#session
      .read<{ items: Candidate[] }>('/desk/roster/candidates', query)
      .catch(() => undefined);
    if (this.chosen === gap) this.candidates = found?.items;
  }

  askedOf(officer: string): Ask | undefined {
    return this.asks.find((ask) => ask.officer.id === officer && ask.state === 'asked' && ask.to === this.chosen?.ends);
  }

  /** Asks for what is left of the gap. */
  askFor(officer: string): Promise<boolean> {
    const [gap, post] = [this.chosen, this.post];
    if (gap === undefined || post === undefined) return Promise.resolve(false);
    return this.ask({ post: post.post.id, officer, from: gap.starts, to: gap.ends });
  }

  ask(wish: NewAsk): Promise<boolean> {
    return this.#change(async () => {
      const asked = await this.#session.send<Ask>('/desk/roster/asks', wish);
      return asked.told === false ? 'untold' : undefined;
    });
  }

  answer(ask: string, agree: boolean): Promise<boolean> {
    return this.#change(() => this.#session.send(`/desk/roster/asks/${ask}/answer`, { agree }));
  }

  withdraw(ask: string): Promise<boolean> {
    return this.#change(() => this.#session.send(`/desk/roster/asks/${ask}/withdraw`, {}));
  }

  /** Says it for somebody: a break that leaves a place to nobody, or that they rang in ill. */
  setDuty(officer: string, state: DutyState, days: number | undefined, reason: string): Promise<boolean> {
    const until = days === undefined ? {} : { until: new Date(Date.now() + days * DAY_MS).toISOString() };
    return this.#change(() => this.#session.send(`/desk/duty/${officer}`, { state, ...until, reason }));
  }

  add(wish: NewOverride): Promise<boolean> {
    return this.#change(() => this.#session.send('/desk/roster/overrides', wish));
  }

  /** They could not be told by mail: somebody has to ring them. */
  untold = $state(false);

  async #change(act: () => Promise<unknown>): Promise<boolean> {
    if (this.changing) return false;
    this.changing = true;
    this.refused = undefined;
    this.untold = false;
    try {
      this.untold = (await act()) === 'untold';
      await this.read();
      return true;
    } catch (error) {
      this.refused = (error instanceof Problem ? error.sentence(language.current) : undefined) ?? '';
      return false;
    } finally {
      this.changing = false;
    }
  }
}
