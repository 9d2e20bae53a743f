/**
 * What one shift hands to the next. An act names the version it was decided on; without a line it waits here, is shown, and goes again with
 * the same version, so that it is done once however often it is sent.
 */
import { Problem } from '../../../api/problem';
import { language } from '../../../i18n/language.svelte';
import type { Handover, HandoverHead, HandoverSection, ShiftAct } from '../wire';
import type { Session } from './session.svelte';

const AGAIN_MS = 3_000;

/** An act that waits for the line. */
export interface Waiting {
  /** Its name in the words: `accept`, `sign_outgoing`. */
  act: string;
  path: string;
  body: Record<string, unknown>;
}

export interface NewLine {
  section: HandoverSection;
  text: string;
  detail: string;
  until?: string;
}

export class Handing {
  sheet = $state.raw<Handover>();
  earlier = $state.raw<HandoverHead[]>([]);
  log = $state.raw<ShiftAct[]>();
  logCursor = $state<number>();
  failed = $state(false);
  /** On its way, or waiting for the line. */
  waiting = $state.raw<Waiting>();
  /** It was tried and no answer came. */
  offline = $state(false);
  told = $state.raw<{ kind: 'stale' } | { kind: 'refused'; text: string }>();
  chosen = $state<string>();
  #session: Session;
  #venue = '';
  /** An earlier sheet that is looked at. */
  #id: string | undefined;
  #reading = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  may = $derived(new Set(this.sheet?.may ?? []));

  async open(venue: string, id?: string): Promise<void> {
    if (venue !== this.#venue || id !== this.#id) {
      this.sheet = undefined;
      this.log = undefined;
      this.chosen = undefined;
      this.told = undefined;
    }
    [this.#venue, this.#id] = [venue, id];
    await this.read();
  }

  async read(): Promise<void> {
    const nth = ++this.#reading;
    const said = { language: language.current };
    try {
      const [sheet, earlier] = await Promise.all([
        this.#id === undefined
          ? this.#session.read<Handover>('/desk/handover', { venue: this.#venue, ...said })
          : this.#session.read<Handover>(`/desk/handover/${this.#id}`, said),
        this.#session.read<{ items: HandoverHead[] }>('/desk/handovers', { venue: this.#venue }),
      ]);
      if (nth !== this.#reading) return;
      this.#take(sheet);
      this.earlier = earlier.items;
      this.failed = false;
    } catch {
      if (nth === this.#reading) this.failed = true;
    }
  }

  /** The stream told that somebody did something with a sheet. */
  hear(id: unknown): void {
    if (this.#venue === '' || (this.sheet !== undefined && id !== this.sheet.id && this.#id !== undefined)) return;
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.waiting === undefined && void this.read(), 200);
  }

  async readLog(more = false): Promise<void> {
    const id = this.sheet?.id;
    if (id === undefined) return;
    const cursor = more ? this.logCursor : undefined;
    const page = await this.#session
      .read<{ items: ShiftAct[]; next_cursor?: number }>(`/desk/handover/${id}/log`, { cursor })
      .catch(() => undefined);
    if (page === undefined || id !== this.sheet?.id) return;
    this.log = more ? [...(this.log ?? []), ...page.items] : page.items;
    this.logCursor = page.next_cursor;
  }

  async pdf(): Promise<Blob | undefined> {
    const id = this.sheet?.id;
    if (id === undefined) return undefined;
    const answer = await this.#session
      .ask(`/desk/handover/${id}/sheet.pdf`, { language: language.current }, { headers: { Accept: 'application/pdf' } })
      .catch(() => undefined);
    return answer?.blob();
  }

  add = (line: NewLine): Promise<boolean> => this.#act('add', 'lines', { id: crypto.randomUUID(), ...line });
  edit = (key: string, words: Omit<NewLine, 'section'>): Promise<boolean> =>
    this.#act('edit', this.#line(key), { ...words });
  strike = (key: string, reason: string): Promise<boolean> => this.#act('strike', this.#line(key), { strike: reason });
  restore = (key: string): Promise<boolean> => this.#act('restore', this.#line(key), { restore: true });
  accept = (key: string): Promise<boolean> => this.#act('accept', this.#line(key, 'accept'), {});
  question = (key: string, text: string): Promise<boolean> =>
    this.#act('question', this.#line(key, 'question'), { text });
  answer = (key: string, text: string): Promise<boolean> => this.#act('answer', this.#line(key, 'answer'), { text });
  sign = (side: 'outgoing' | 'incoming'): Promise<boolean> => this.#act(`sign_${side}`, 'sign', { side });
  takeBack = (): Promise<boolean> => this.#act('take_back', 'take-back', {});
  take = (): Promise<boolean> => this.#act('take', 'take', {});

  /** The line came back. */
  again(): void {
    if (this.waiting !== undefined && this.offline) void this.#send(this.waiting);
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#soon);
    // What waits is not lost by looking at something else: it goes when this page is opened again.
  }

  #line(key: string, what = ''): string {
    return `lines/${encodeURIComponent(key)}${what && `/${what}`}`;
  }

  #act(act: string, path: string, body: Record<string, unknown>): Promise<boolean> {
    const sheet = this.sheet;
    if (sheet === undefined || this.waiting !== undefined) return Promise.resolve(false);
    this.told = undefined;
    const waiting = { act, path: `/desk/handover/${sheet.id}/${path}`, body: { version: sheet.version, ...body } };
    this.waiting = waiting;
    return this.#send(waiting);
  }

  async #send(waiting: Waiting): Promise<boolean> {
    clearTimeout(this.#timer);
    this.offline = false;
    try {
      const path = `${waiting.path}?language=${language.current}`;
      const sheet = await this.#session.send<Handover>(path, waiting.body);
      this.#take(sheet);
      this.waiting = undefined;
      if (/sign|take_back/.test(waiting.act)) void this.read();
      return true;
    } catch (error) {
      if (error instanceof Problem && (error.status === 0 || error.status >= 500)) {
        this.offline = true;
        this.#timer = setTimeout(() => this.again(), AGAIN_MS);
        return false;
      }
      this.waiting = undefined;
      this.#explain(error);
      return false;
    }
  }

  #explain(error: unknown): void {
    const now = error instanceof Problem ? (error.body?.['handover'] as Handover | undefined) : undefined;
    if (now !== undefined) {
      this.#take(now);
      this.told = { kind: 'stale' };
      return;
    }
    const text = (error instanceof Problem ? error.sentence(language.current) : undefined) ?? '';
    this.told = { kind: 'refused', text };
    void this.read();
  }

  /** An answer that was on its way while something else was done tells less than what is known. */
  #take(sheet: Handover): void {
    if (this.sheet?.id === sheet.id && sheet.version < this.sheet.version) return;
    this.sheet = sheet;
    if (!sheet.lines.some((line) => line.key === this.chosen)) this.chosen = undefined;
  }
}
