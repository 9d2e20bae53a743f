/** What the whole map shows: what is where, now or as it stood; and beside it patrols, unstaffed zones and numbers by hour. */
import { dayAfter } from '../coverage/lanes';
import { local } from '../coverage/lanes';
import { askOf, type Filter } from '../filter';
import type { CoverageNow, IncidentMap, Insight } from '../wire';
import type { Patrol } from '../whole/patrols';
import type { Session } from './session.svelte';

export interface Look {
  bbox: string;
  zoom: number;
}

/** Something changes all the time: it is asked anew once a second at most. */
const EVERY_MS = 1_000;
const HEAT_DAYS = 30;

export class Mapping {
  told = $state.raw<IncidentMap>();
  failed = $state(false);
  floor = $state<string>();
  /** The moment that is shown; absent: now. */
  at = $state<string>();
  patrols = $state.raw<Patrol[]>([]);
  unstaffed = $state.raw<{ id: string; label: string }[]>([]);
  heat = $state.raw<Insight>();
  heatFailed = $state(false);
  /** Which of all that somebody asked for is answered; what comes by itself moves it not. */
  answered = $state(0);
  #wishes = 0;
  #session: Session;
  #venue = '';
  #filter: Filter | undefined;
  #look: Look | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  #nth = 0;
  #shares = true;

  constructor(session: Session) {
    this.#session = session;
  }

  open(venue: string, filter: Filter): void {
    if (venue !== this.#venue) {
      [this.told, this.heat, this.floor, this.at, this.#look] = [undefined, undefined, undefined, undefined, undefined];
      [this.patrols, this.unstaffed, this.#shares] = [[], [], true];
    }
    this.#venue = venue;
    this.#filter = filter;
    this.#wish();
  }

  /** Where somebody looks; absent where there is no map, and the table is of the whole venue. */
  look(look: Look | undefined): void {
    if (look?.bbox === this.#look?.bbox && look?.zoom === this.#look?.zoom) return;
    this.#look = look;
    this.#wish();
  }

  show(wish: { floor?: string | undefined; at?: string | undefined }): void {
    if ('floor' in wish) this.floor = wish.floor;
    if ('at' in wish) this.at = wish.at;
    this.#wish();
  }

  #wish(): void {
    this.#wishes++;
    this.soon();
  }

  soon(): void {
    if (this.#venue === '' || this.#timer !== undefined) return;
    const wait = Math.max(0, this.#asked + EVERY_MS - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.read();
    }, wait);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#nth++;
  }

  async read(): Promise<void> {
    const nth = ++this.#nth;
    const wish = this.#wishes;
    this.#asked = Date.now();
    const { status: _status, ...then } = askOf(this.#filter!);
    const ask = this.at === undefined ? askOf(this.#filter!) : { ...then, at: this.at };
    try {
      const told = await this.#session.read<IncidentMap>('/desk/map', {
        venue: this.#venue,
        ...ask,
        ...(this.floor !== undefined && { floor: this.floor }),
        ...(this.#look && { bbox: this.#look.bbox, zoom: this.#look.zoom }),
      });
      if (nth === this.#nth) [this.told, this.failed, this.answered] = [told, false, wish];
    } catch {
      if (nth === this.#nth) this.failed = true;
    }
  }

  /** Those who share their place, and zones where nobody can be called. */
  async readPeople(): Promise<void> {
    const venue = this.#venue;
    const [patrols, coverage] = await Promise.all([
      this.#shares
        ? this.#session.ask('/desk/patrols', { venue }).then(
            async (answer) => ((await answer.json()) as { items: Patrol[] }).items,
            // A server that does not know of it is not asked again.
            (error: { status?: number }) => ((this.#shares = error?.status !== 404), []),
          )
        : [],
      this.#session.read<CoverageNow>('/desk/coverage', { venue }).catch(() => undefined),
    ]);
    if (venue !== this.#venue) return;
    this.patrols = patrols;
    const now = Date.now();
    const here = coverage?.items.find((one) => one.venue === venue);
    if (here === undefined) return;
    const gaps = here.gaps.filter((gap) => Date.parse(gap.starts) <= now && Date.parse(gap.ends) > now);
    this.unstaffed = gaps.flatMap(({ zone }) => zone ?? []);
  }

  async readHeat(timeZone: string | undefined): Promise<void> {
    const venue = this.#venue;
    const today = local(Date.now(), timeZone).slice(0, 10);
    const query = { venue, by: 'zone', from: dayAfter(today, 1 - HEAT_DAYS), to: dayAfter(today, 1) };
    const heat = await this.#session.read<Insight>('/desk/insight', query).catch(() => undefined);
    if (venue === this.#venue) [this.heat, this.heatFailed] = [heat ?? this.heat, heat === undefined];
  }
}
