/**
 * What the desk holds: the incidents of one venue by id, who is on duty, and what is chosen. The list is read once; from
 * its `seq` the stream tells everything that follows. After a loss the stream resumes by itself and nothing is missing.
 */
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { address } from '../../../api/client';
import { Live } from '../../../api/live.svelte';
import { readVenueWith } from '../profile';
import type { Venue } from '../../../api/wire';
import { middlesOf } from '../area';
import { withoutOld } from '../letting-go';
import { CATCHING_UP_MS, newsOf } from '../news';
import { mergeAnswer, mergeSeen, type Held } from '../merge';
import { OVER, questionsOf, STANDING, WORD_LETTERS, type Question } from '../asking';
import { isNarrow, keeps, looksBack, needsServer, NOTHING, type Box, type Filter } from '../filter';
import {
  inView,
  isOver,
  isOwed,
  isUncorrelated,
  matches,
  neighbour,
  queueOf,
  waits,
  type Section,
  type View,
} from '../ordering';
import type { Incident, IncidentPage, Me, Priority, Person, PostOfDuty, StreamEvent } from '../wire';
import { Reading } from './reading.svelte';
import type { Session } from './session.svelte';

export type DeskStatus = 'loading' | 'ready' | 'failed';

const PAGE = 200;
const MOST_PAGES = 5;
const DAY_MS = 86_400_000;
const WORDS_MS = 300;
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
  selected = $state<string>();
  words = $state('');
  searching = $state(false);
  filter = $state.raw<Filter>(NOTHING);
  /** The time that sections go by: told by the desk's clock, a few times a minute. */
  now = $state(Date.now());
  fresh = new SvelteSet<string>();
  live: Live;
  onNew: (incident: Incident) => void = () => undefined;
  /** Something happened to one that is not looked at. */
  onFresh: (incident: Incident) => void = () => undefined;
  onChanged: (id: string, kind: string, facts: Record<string, unknown>) => void = () => undefined;
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
  #view = $state<View>('venue');
  /** What stands; what is over of the last day; and what is asked for beside them, while it is. */
  #standing = $state.raw(this.#reading([{ status: STANDING }]));
  #past = $state.raw(this.#reading([]));
  #asked = $state.raw<Reading>();
  /** Lists that were read to their end: the stream keeps them whole. */
  #wholes = new SvelteSet<string>();
  /** When something was last heard of each, and since when there is a line to hear it by. */
  #news = new SvelteMap<string, number>();
  #lineAt = 0;
  #wordsTimer: ReturnType<typeof setTimeout> | undefined;
  #peopleTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #againTimer: ReturnType<typeof setTimeout> | undefined;
  #askTimer: ReturnType<typeof setTimeout> | undefined;
  #session: Session;

  constructor(session: Session) {
    this.#session = session;
    this.live = new Live({
      url: () => address('/desk/stream', { venue: this.venueId }),
      headers: () => {
        this.#lineAt = Date.now();
        return session.headers();
      },
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
  /** Which of the counts are of a part, because the server has more. */
  partly = $derived.by(() => {
    const { cut } = this.#standing;
    const isPart = (view: View, box?: Box) =>
      cut &&
      !this.#wholes.has(keyOf(this.#questions({ view, words: '', filter: box ? { ...NOTHING, box } : NOTHING })));
    return {
      post: isPart('post'),
      venue: cut,
      all: cut || this.#past.cut,
      held: isPart('venue', 'held'),
      uncorrelated: isPart('venue', 'uncorrelated'),
    };
  });
  /** What is over of the last day; where the server has more of it there is no telling how many. */
  ended = $derived.by(() => {
    const ended = this.incidents.filter(
      (one) => isOver(one) && inView(one, 'all', this.#me) && Date.parse(one.opened_at) > this.now - DAY_MS,
    ).length;
    return this.#past.cut ? `${ended}+` : `${ended}`;
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

  /** Whether of a priority more stand than are here. */
  isPartOf(priority: Priority): boolean {
    return this.#standing.cut && !this.#standing.knows(priority);
  }

  /** Whether a section's count is of a part. The server tells the gravest first: once others came, every P1 is here. */
  isPart(section: Section): boolean {
    if (section === 'closed' && this.#asked === undefined) return this.#past.cut;
    const list = this.#asked ?? this.#standing;
    return list.cut && !(section === 'nobody' && list.knows(1));
  }

  get isLive(): boolean {
    return this.live.status === 'live';
  }

  get view(): View {
    return this.#view;
  }

  set view(view: View) {
    if (view === this.#view) return;
    this.#view = view;
    this.#look(0);
  }

  /** More of the queue as it is asked for is on the server: read on when its end comes near. */
  get cut(): boolean {
    return this.searching || this.#list.cut;
  }

  /** More of it was asked for, and did not come. */
  get stuck(): boolean {
    return this.#list.failed;
  }

  /** The list whose end is the queue's. */
  get #list(): Reading {
    const back = this.view === 'all' || this.words.trim() !== '';
    return this.#asked ?? (this.#standing.cut || !back ? this.#standing : this.#past);
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
    this.#news.clear();
    this.#asked = undefined;
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
    const found = await this.#page({ q: number }).catch(() => undefined);
    const incident = found?.items.find((one) => one.number === number);
    if (incident !== undefined) this.#take([incident], found!.seq);
    this.select(incident?.id);
  }

  /** When there was news of it, where that is known. */
  newsOf(incident: Incident): number | undefined {
    return newsOf(incident, this.#news.get(incident.id));
  }

  byNumber(number: string): Incident | undefined {
    return this.incidents.find((incident) => incident.number === number);
  }

  async load(): Promise<void> {
    const venue = this.venueId;
    this.status = 'loading';
    this.#wholes.clear();
    const standing = (this.#standing = this.#reading([{ status: STANDING }]));
    const past = (this.#past = this.#lately());
    await Promise.all([standing.upTo(MOST_PAGES), past.next()]);
    if (venue !== this.venueId) return;
    if (standing.pages > 0 && past.pages > 0) {
      this.status = 'ready';
      this.#look(0);
      this.live.open(String(standing.seq));
      if (standing.failed) this.#retryTimer = setTimeout(() => void this.#readOn(), RETRY_MS);
    } else {
      this.status = 'failed';
      // Nobody may be at the desk to press "again".
      clearTimeout(this.#retryTimer);
      this.#retryTimer = setTimeout(() => void this.load(), RETRY_MS);
    }
    this.onOpen(venue);
    await Promise.all([this.readProfile(), this.readPeople()]);
  }

  /** What did not come in the beginning, though nobody is at the desk to ask for it. */
  async #readOn(): Promise<void> {
    const standing = this.#standing;
    await standing.upTo(MOST_PAGES);
    if (standing.failed && standing === this.#standing)
      this.#retryTimer = setTimeout(() => void this.#readOn(), RETRY_MS);
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
    clearTimeout(this.#askTimer);
    this.#askTimer = undefined;
  }

  select(id: string | undefined): void {
    this.selected = id;
    if (id !== undefined) this.fresh.delete(id);
  }

  walk(step: 1 | -1): void {
    const from = this.selected;
    const next = neighbour(this.order, from, step);
    if (next !== undefined && next !== from) return this.select(next);
    // Whoever walks reaches the end of the list too.
    if (step === 1 && this.cut) void this.more().then((came) => came && this.selected === from && this.walk(step));
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

  /** My posts are others now: what is theirs is another list. */
  posted(): void {
    if (this.view === 'post' && keyOf(this.#questions(this)) !== keyOf(this.#asked?.questions)) this.#look(0);
  }

  /** The end of the queue comes near: the next page of it. Answers whether one came. */
  async more(): Promise<boolean> {
    const list = this.#list;
    await list.next();
    this.#noteWhole();
    return !list.failed;
  }

  /** All that is of my posts and mine, for whoever works on it without a list. */
  async readMine(): Promise<void> {
    const questions = this.#questions({ view: 'post', words: '', filter: NOTHING });
    if (questions === undefined) return;
    const mine = this.#reading(questions);
    await mine.upTo(MOST_PAGES);
    if (!mine.cut) this.#wholes.add(keyOf(questions));
  }

  #questions(of: { view: View; words: string; filter: Filter }): Question[] | undefined {
    const { view, words, filter } = of;
    return questionsOf({ view, words, filter, me: this.#me, whole: !this.#standing.cut });
  }

  #look(after: number): void {
    clearTimeout(this.#wordsTimer);
    this.#found = new Set();
    const questions = this.venueId === '' ? undefined : this.#questions(this);
    this.searching = questions !== undefined;
    const reading: Reading | undefined = questions && this.#reading(questions, () => this.#asked === reading);
    this.#asked = reading;
    if (reading !== undefined) this.#wordsTimer = setTimeout(() => void this.#ask(reading), after);
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

  async #ask(reading: Reading): Promise<void> {
    await reading.next();
    if (this.#asked !== reading) return;
    this.searching = false;
    this.#noteWhole();
  }

  /** Something came that only the server can place: as much as was read is read again. */
  async #askAgain(): Promise<void> {
    const before = this.#asked;
    if (before === undefined) return;
    if (this.searching) return this.#askSoon();
    const anew: Reading = this.#reading(before.questions, () => this.#asked === before || this.#asked === anew);
    await anew.upTo(Math.max(1, before.pages));
    if (this.#asked !== before || anew.failed) return;
    this.#asked = anew;
    this.#found = new Set(anew.ids);
  }

  #noteWhole(): void {
    const { words, filter } = this;
    const asked = this.#asked;
    if (asked === undefined || asked.cut || words.trim() !== '' || needsServer(filter)) return;
    this.#wholes.add(keyOf(asked.questions));
  }

  /** A list, none of which is read yet. `isFound`: what comes of it belongs to what is asked for. */
  #reading(questions: Question[], isFound: () => boolean = () => false): Reading {
    const venue = this.venueId;
    const reading = new Reading(
      questions,
      (question) => this.#page(question),
      (items, seq) => {
        if (venue !== this.venueId) return;
        if (isFound()) this.#found = new Set([...this.#found, ...reading.ids]);
        this.#take(items, seq);
      },
    );
    return reading;
  }

  #lately(): Reading {
    return this.#reading([{ status: OVER, since: new Date(Date.now() - DAY_MS).toISOString() }]);
  }

  #page(question: Question): Promise<IncidentPage> {
    return this.#session.read<IncidentPage>('/desk/incidents', { venue: this.venueId, limit: PAGE, ...question });
  }

  #take(incidents: Incident[], seq: number): void {
    const held = new Map(this.#held);
    for (const incident of incidents) held.set(incident.id, mergeSeen(held.get(incident.id), incident, seq));
    this.#hold(held);
  }

  /** What is held from now on, without what is over for long and nobody looks at. */
  #hold(held: ReadonlyMap<string, Held>): void {
    const back = this.view === 'all';
    const isLookedAt = (id: string) => id === this.selected || this.#found.has(id) || (back && this.#past.ids.has(id));
    this.#held = withoutOld(held, this.now, isLookedAt);
    if (this.#held === held) return;
    for (const id of [...this.fresh, ...this.#news.keys()])
      if (!this.#held.has(id)) for (const known of [this.fresh, this.#news]) known.delete(id);
    // Of the last day some are gone now: whoever looks back reads them anew.
    const since = this.now - DAY_MS;
    for (const [id, { incident }] of held)
      if (!this.#held.has(id) && Date.parse(incident.opened_at) > since) {
        this.#past = this.#lately();
        break;
      }
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
    if (!QUIETLY.test(kind)) this.#hearNews(incident.id);
    this.#hold(new Map(this.#held).set(incident.id, mergeSeen(before, incident, event.seq)));
    if (before === undefined && !isOver(incident)) this.onNew(incident);
    // Whether it belongs to what only the server can tell is asked anew, once for all that came meanwhile.
    const asks = needsServer(this.filter) || (this.words.trim().length >= WORD_LETTERS && !QUIETLY.test(kind));
    if (asks && !this.#found.has(incident.id)) this.#askSoon();
    if (incident.id !== this.selected && !QUIETLY.test(kind)) {
      this.fresh.add(incident.id);
      if (before !== undefined) this.onFresh(incident);
    }
    this.onChanged(incident.id, kind, event.facts);
  }

  #hearNews(id: string): void {
    if (Date.now() - this.#lineAt < CATCHING_UP_MS) this.#news.delete(id);
    else this.#news.set(id, this.now);
  }

  #askSoon(): void {
    this.#askTimer ??= setTimeout(() => {
      this.#askTimer = undefined;
      void this.#askAgain();
    }, WORDS_MS);
  }

  /** A schedule came: what did not change in it is fresher than it was, and no event says so of each. */
  #againSoon(): void {
    clearTimeout(this.#againTimer);
    if (this.incidents.every((incident) => incident.departure === undefined)) return;
    this.#againTimer = setTimeout(() => void this.#readAgain(), AGAIN_MS);
  }

  async #readAgain(): Promise<void> {
    await this.#reading([{ status: STANDING }]).upTo(Math.max(MOST_PAGES, this.#standing.pages));
  }

  #peopleSoon(): void {
    clearTimeout(this.#peopleTimer);
    this.#peopleTimer = setTimeout(() => void this.readPeople(), 500);
  }
}

const keyOf = (questions: Question[] | undefined): string => JSON.stringify(questions ?? []);

function parse(data: string): StreamEvent | undefined {
  try {
    return JSON.parse(data) as StreamEvent;
  } catch {
    return undefined;
  }
}
