/**
 * What the desk holds: the incidents of one venue by id, who is on duty, and what is chosen. The list is read once; from
 * its `seq` the stream tells everything that follows. After a loss the stream resumes by itself and nothing is missing.
 */
import { SvelteSet } from 'svelte/reactivity';
import { address } from '../../../api/client';
import { Live } from '../../../api/live.svelte';
import { readVenueWith } from '../profile';
import type { Venue } from '../../../api/wire';
import { middlesOf } from '../area';
import { OVER_KEPT, withoutOld } from '../letting-go';
import { mergeAnswer, mergeSeen, type Held } from '../merge';
import { askOf, isNarrow, keeps, looksBack, needsServer, NOTHING, type Filter } from '../filter';
import { inView, isOver, isOwed, isUncorrelated, matches, neighbour, queueOf, waits, type View } from '../ordering';
import type { Incident, IncidentPage, Me, Person, PostOfDuty, StreamEvent } from '../wire';
import type { Session } from './session.svelte';

export type DeskStatus = 'loading' | 'ready' | 'failed';

const STANDING = 'open,acknowledged,en_route,on_scene,reopened';
const OVER = 'resolved,closed';
const PAGE = 200;
const MOST_PAGES = 5;
const DAY_MS = 86_400_000;
const WORDS_MS = 300;
/** Fewer letters name nothing. Two of a script without spaces do. */
const WORD_LETTERS = 2;
const RETRY_MS = 10_000;
const AGAIN_MS = 2_000;
/** What happens to an incident without anybody having to look again. */
const QUIETLY = /^(page\.|ladder\.|export\.|incident\.(seen|departure)$|photo\.stored$)/;

export class Desk {
  status = $state<DeskStatus>('loading');
  venueId = $state('');
  venue = $state.raw<Venue>();
  people = $state.raw<Person[]>();
  posts = $state.raw<PostOfDuty[]>();
  view = $state<View>('venue');
  selected = $state<string>();
  words = $state('');
  searching = $state(false);
  filter = $state.raw<Filter>(NOTHING);
  /** The time that sections go by: told by the desk's clock, a few times a minute. */
  now = $state(Date.now());
  /** More exist on the server than the desk holds: read on when the end of the queue comes near. */
  cut = $state(false);
  #cursor: string | undefined;
  #reading = false;
  fresh = new SvelteSet<string>();
  live: Live;
  onNew: (incident: Incident) => void = () => undefined;
  /** Something happened to one that is not looked at. */
  onFresh: (incident: Incident) => void = () => undefined;
  onChanged: (id: string, kind: string) => void = () => undefined;
  /** A canary left this venue, or came home. */
  onProof: (kind: string, proof: unknown) => void = () => undefined;
  /** Somebody did something with a handover. */
  onHandover: (id: unknown) => void = () => undefined;
  /** An export was asked for, decided or made. */
  onExport: () => void = () => undefined;
  /** Who looks at what, told while it lasts. */
  onAttention: (data: string) => void = () => undefined;
  /** Something happened in a big incident. */
  onMajor: (id: unknown) => void = () => undefined;
  onOpen: (venue: string) => void = () => undefined;
  /** Whether this officer has put it off; what is put off is looked for in vain nowhere but in the sections. */
  putOff: (id: string, now: number) => boolean = () => false;

  #held = $state.raw<ReadonlyMap<string, Held>>(new Map());
  #found = $state.raw<ReadonlySet<string>>(new Set());
  #wordsTimer: ReturnType<typeof setTimeout> | undefined;
  #peopleTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #againTimer: ReturnType<typeof setTimeout> | undefined;
  #session: Session;

  constructor(session: Session) {
    this.#session = session;
    this.live = new Live({
      url: () => address('/desk/stream', { venue: this.venueId }),
      headers: () => session.headers(),
      hear: (event) => this.#hear(event.event, event.data),
      refused: () => void session.renew().then((known) => known && this.live.open()),
    });
  }

  incidents = $derived([...this.#held.values()].map((held) => held.incident));
  chosen = $derived(this.selected === undefined ? undefined : this.#held.get(this.selected)?.incident);
  queue = $derived(queueOf(this.incidents, this.now, (incident) => this.#keeps(incident)));
  order = $derived(this.queue.flatMap((heap) => heap.incidents.map((incident) => incident.id)));
  alarms = $derived(
    queueOf(this.incidents, this.now, (incident) => incident.priority === 1 && isOwed(incident)).flatMap(
      (heap) => heap.incidents,
    ),
  );
  counts = $derived.by(() => {
    const count = (view: View) => this.incidents.filter((incident) => inView(incident, view, this.#me)).length;
    return { post: count('post'), venue: count('venue'), all: count('all') };
  });
  /** What is over of the last day; of more than the desk keeps of it there is no telling how many. */
  ended = $derived.by(() => {
    const ended = this.incidents.filter(
      (one) => isOver(one) && inView(one, 'all', this.#me) && Date.parse(one.opened_at) > this.now - DAY_MS,
    ).length;
    return ended < OVER_KEPT ? `${ended}` : `${OVER_KEPT}+`;
  });
  /** What nothing calls for, and somebody has to look through once in a while. */
  boxes = $derived.by(() => {
    const standing = this.incidents.filter((incident) => inView(incident, 'venue', this.#me));
    return {
      held: standing.filter((incident) => waits(incident, this.now)).length,
      uncorrelated: standing.filter(isUncorrelated).length,
    };
  });
  /** The zone that is looked at, with all that lies within it. */
  within = $derived.by(() => {
    const { zone } = this.filter;
    if (zone === undefined) return undefined;
    const codes = new Set([zone]);
    const zones = this.venue?.zones.features ?? [];
    for (let before = 0; before !== codes.size;) {
      before = codes.size;
      for (const one of zones) {
        const around = one.properties.parent;
        if (around !== undefined && codes.has(around)) codes.add(String(one.id));
      }
    }
    return codes;
  });

  middles = $derived(middlesOf(this.venue));

  get isLive(): boolean {
    return this.live.status === 'live';
  }

  get #me(): Me {
    return this.#session.me!;
  }

  async open(venueId: string): Promise<void> {
    this.close();
    this.venueId = venueId;
    this.venue = undefined;
    this.#held = new Map();
    this.selected = undefined;
    this.fresh.clear();
    await this.load();
  }

  /** From a page's link: the incident people call `A-0421`, in whichever of my venues it is. */
  async openAt(number: string, fallback: string): Promise<void> {
    const found = await this.#session.read<IncidentPage>('/desk/incidents', { q: number }).catch(() => undefined);
    const incident = found?.items.find((one) => one.number === number);
    await this.open(incident?.venue ?? fallback);
    if (incident === undefined) return;
    this.#take([incident], found!.seq);
    this.select(incident.id);
  }

  byId(id: string): Incident | undefined {
    return this.#held.get(id)?.incident;
  }

  /** One that is named but not held: it was merged, or is over for longer than the desk looks back. */
  async reach(number: string): Promise<void> {
    const found = await this.#list({ q: number }, 1).catch(() => undefined);
    const incident = found?.items.find((one) => one.number === number);
    if (incident !== undefined) this.#take([incident], found!.seq);
    this.select(incident?.id);
  }

  byNumber(number: string): Incident | undefined {
    return this.incidents.find((incident) => incident.number === number);
  }

  async load(): Promise<void> {
    const venue = this.venueId;
    this.status = 'loading';
    try {
      const [standing, over] = await Promise.all([this.#list({ status: STANDING }), this.#list({ status: OVER }, 1)]);
      if (venue !== this.venueId) return;
      const since = Date.now() - DAY_MS;
      const recent = over.items.filter((incident) => Date.parse(incident.opened_at) > since);
      this.#take([...standing.items, ...recent], standing.seq);
      this.#keepReading(standing.cursor);
      this.status = 'ready';
      this.#look(0);
      this.live.open(String(standing.seq));
    } catch {
      if (venue !== this.venueId) return;
      this.status = 'failed';
      // Nobody may be at the desk to press "again".
      clearTimeout(this.#retryTimer);
      this.#retryTimer = setTimeout(() => void this.load(), RETRY_MS);
    }
    this.onOpen(venue);
    await Promise.all([this.readProfile(), this.readPeople()]);
  }

  async readProfile(): Promise<void> {
    const venue = this.venueId;
    const profile = await readVenueWith(this.#session, venue).catch(() => undefined);
    if (profile !== undefined && venue === this.venueId) this.venue = profile;
  }

  async readPeople(): Promise<void> {
    const query = { venue: this.venueId };
    const [people, posts] = await Promise.all([
      this.#session.read<{ items: Person[] }>('/desk/people', query).catch(() => undefined),
      this.#session.read<{ items: PostOfDuty[] }>('/desk/posts', query).catch(() => undefined),
    ]);
    this.people = people?.items ?? this.people;
    this.posts = posts?.items ?? this.posts;
  }

  close(): void {
    this.live.close();
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#peopleTimer);
    clearTimeout(this.#againTimer);
    clearTimeout(this.#wordsTimer);
  }

  select(id: string | undefined): void {
    this.selected = id;
    if (id !== undefined) this.fresh.delete(id);
  }

  walk(step: 1 | -1): void {
    const next = neighbour(this.order, this.selected, step);
    if (next !== undefined) this.select(next);
  }

  /** What a command answered, or what a stale one was shown instead. */
  answer(incident: Incident): void {
    const held = mergeAnswer(this.#held.get(incident.id), incident);
    this.#held = new Map(this.#held).set(incident.id, held);
  }

  /** Number, zone and title are found here; words inside reports are asked from the server. */
  search(words: string): void {
    this.words = words;
    this.#look(WORDS_MS);
  }

  narrow(filter: Filter): void {
    this.filter = filter;
    this.#look(0);
  }

  /** The end of the queue comes near: the next page of what the desk does not hold yet. */
  async more(): Promise<void> {
    const cursor = this.#cursor;
    if (cursor === undefined || this.#reading) return;
    this.#reading = true;
    try {
      const page = await this.#list({ status: STANDING, cursor }, 1);
      this.#take(page.items, page.seq);
      this.#keepReading(page.cursor);
    } catch {
      // It is asked again when the list is next scrolled.
    } finally {
      this.#reading = false;
    }
  }

  #keepReading(cursor: string | undefined): void {
    this.#cursor = cursor;
    this.cut = cursor !== undefined;
  }

  #look(after: number): void {
    clearTimeout(this.#wordsTimer);
    this.#found = new Set();
    this.searching = this.words.trim().length >= WORD_LETTERS || isNarrow(this.filter);
    if (this.searching) this.#wordsTimer = setTimeout(() => void this.#ask(), after);
  }

  #keeps(incident: Incident): boolean {
    const { words, filter } = this;
    if (isNarrow(filter)) {
      if (!keeps(filter, incident, { me: this.#me, now: this.now, within: this.within, middles: this.middles }))
        return false;
      if (needsServer(filter) && !this.#found.has(incident.id)) return false;
    }
    if (words.trim() !== '') return matches(incident, words) || this.#found.has(incident.id);
    // What is asked for by its status is shown, over or not.
    const view = looksBack(filter) && this.view === 'venue' ? 'all' : this.view;
    return inView(incident, view, this.#me) && !this.putOff(incident.id, this.now);
  }

  async #ask(): Promise<void> {
    const { words, filter } = this;
    const q = words.trim();
    const ask = { ...askOf(filter), ...(q.length >= WORD_LETTERS && { q }) };
    const found = await this.#list(
      looksBack(filter) || filter.status.length > 0 || q ? ask : { status: STANDING, ...ask },
      1,
    ).catch(() => undefined);
    if (this.words !== words || this.filter !== filter) return;
    this.searching = false;
    if (found === undefined) return;
    this.#found = new Set(found.items.map((incident) => incident.id));
    this.#take(found.items, found.seq);
  }

  async #list(
    filter: Record<string, string>,
    pages = MOST_PAGES,
  ): Promise<{ items: Incident[]; seq: number; cursor: string | undefined }> {
    const items: Incident[] = [];
    let seq: number | undefined;
    let cursor: string | undefined;
    for (let page = 0; page < pages; page++) {
      const query = { venue: this.venueId, limit: PAGE, ...filter, ...(cursor && { cursor }) };
      const answer = await this.#session.read<IncidentPage>('/desk/incidents', query);
      items.push(...answer.items);
      seq ??= answer.seq;
      cursor = answer.next_cursor;
      if (cursor === undefined) break;
    }
    return { items, seq: seq ?? 0, cursor };
  }

  #take(incidents: Incident[], seq: number): void {
    const held = new Map(this.#held);
    for (const incident of incidents) held.set(incident.id, mergeSeen(held.get(incident.id), incident, seq));
    this.#hold(held);
  }

  /** What is held from now on, without what is over for long and nobody looks at. */
  #hold(held: ReadonlyMap<string, Held>): void {
    this.#held = withoutOld(held, this.now, (id) => id === this.selected || this.#found.has(id));
    if (this.#held !== held) for (const id of this.fresh) if (!this.#held.has(id)) this.fresh.delete(id);
  }

  #hear(kind: string, data: string): void {
    if (kind === 'attention') return this.onAttention(data);
    const event = parse(data);
    if (event === undefined) return;
    const incident = event.incident;
    if (kind.startsWith('proof.')) this.onProof(kind, event.facts['proof']);
    if (kind.startsWith('export.')) this.onExport();
    if (kind.startsWith('handover.')) this.onHandover(event.facts['handover']);
    if (kind.startsWith('major.')) this.onMajor(event.facts['major']);
    if (kind === 'venue.imported' || kind === 'duty.changed' || kind === 'roster.changed') this.#peopleSoon();
    if (kind === 'departures.imported') this.#againSoon();
    if (incident === undefined || incident.venue !== this.venueId) return;
    const before = this.#held.get(incident.id);
    this.#hold(new Map(this.#held).set(incident.id, mergeSeen(before, incident, event.seq)));
    if (before === undefined && !isOver(incident)) this.onNew(incident);
    // Whether it belongs to what only the server can tell is asked anew, once for all that came meanwhile.
    if (needsServer(this.filter) && !this.#found.has(incident.id)) this.#askSoon();
    if (incident.id !== this.selected && !QUIETLY.test(kind)) {
      this.fresh.add(incident.id);
      if (before !== undefined) this.onFresh(incident);
    }
    this.onChanged(incident.id, kind);
  }

  #askSoon(): void {
    clearTimeout(this.#wordsTimer);
    this.#wordsTimer = setTimeout(() => void this.#ask(), WORDS_MS);
  }

  /** A schedule came: what did not change in it is fresher than it was, and no event says so of each. */
  #againSoon(): void {
    clearTimeout(this.#againTimer);
    if (this.incidents.every((incident) => incident.departure === undefined)) return;
    this.#againTimer = setTimeout(() => void this.#readAgain(), AGAIN_MS);
  }

  async #readAgain(): Promise<void> {
    const venue = this.venueId;
    const standing = await this.#list({ status: STANDING }).catch(() => undefined);
    if (standing !== undefined && venue === this.venueId) this.#take(standing.items, standing.seq);
  }

  #peopleSoon(): void {
    clearTimeout(this.#peopleTimer);
    this.#peopleTimer = setTimeout(() => void this.readPeople(), 500);
  }
}

function parse(data: string): StreamEvent | undefined {
  try {
    return JSON.parse(data) as StreamEvent;
  } catch {
    return undefined;
  }
}
