/**
 * What I do on patrol goes through here: kept sealed on the phone first, then sent, the oldest first, until the server has answered.
 * An act that rests on another one waits for it; one that somebody else was faster than is shown with what is so now, never repeated.
 */
import { Problem } from '../../../api/problem';
import { contentDigest } from '../../../device/digest';
import { keepOnly, patrolFiles, patrolShelf } from '../../../device/patrol-shelf';
import type { Row } from '../../../device/sealed-shelf';
import { language } from '../../../i18n/language.svelte';
import type { ActName } from '../acts';
import type { Commands } from '../state/commands.svelte';
import type { Desk } from '../state/desk.svelte';
import type { Session } from '../state/session.svelte';
import type { Incident } from '../wire';
import type { Shot } from './taking';
import {
  again,
  asIf,
  fileOf,
  filesOf,
  followers,
  isBehindCall,
  isThere,
  nextOf,
  rebased,
  TRIES,
  type Command,
  type Done,
  type Taken,
} from './waiting';

const AGAIN_MS = 3_000;
/** What these say is of the line or the whole server, not of what was sent. */
const ELSEWHERE = new Set([0, 408, 425, 429, 502, 503, 504]);

export class Box {
  rows = $state.raw<Row<Done>[]>([]);
  /** A try is on its way. */
  sending = $state(false);
  /** The last try found no line. */
  offline = $state(false);
  #shelf = patrolShelf<Done>();
  #files = patrolFiles();
  /** Where storage is forbidden. */
  #inMemory = new Map<string, Blob>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unkept = 0;
  #taking = 0;
  #closed = false;
  #session: Session;
  #desk: Desk;
  #commands: Commands;

  constructor(session: Session, desk: Desk, commands: Commands) {
    this.#session = session;
    this.#desk = desk;
    this.#commands = commands;
  }

  get #me(): string {
    return this.#session.me?.id ?? '';
  }

  mine = $derived.by(() => this.rows.filter(({ value }) => value.by === this.#session.me?.id));
  waiting = $derived(this.mine.filter(({ value }) => value.refused === undefined));
  refused = $derived(this.mine.filter(({ value }) => value.refused !== undefined));

  async open(): Promise<void> {
    this.#closed = false;
    const kept = await this.#shelf.list().catch(() => []);
    this.rows = [...kept, ...this.rows.filter(({ id }) => id < 0)];
    // Not while something is being put here: its bytes come before its row.
    if (this.#taking === 0) await keepOnly(filesOf(this.rows)).catch(() => undefined);
    await this.flush();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** As it will stand once what waits is sent. */
  shown(incident: Incident): Incident {
    const me = this.#session.me;
    if (me === undefined) return incident;
    return asIf(
      incident,
      this.waiting.map(({ value }) => value),
      me,
    );
  }

  /** A photo or a spoken note. Answers when it is kept. */
  async take(incident: Incident, { media, clean, original }: Shot): Promise<void> {
    const taken: Taken = { photo: crypto.randomUUID(), ...(media && { media }) };
    this.#taking += 1;
    try {
      for (const [way, file] of [['clean', clean] as const, ['original', original] as const]) {
        if (!file) continue;
        const { content, ...of } = file;
        const name = fileOf(taken.photo, way);
        await this.#files.put(name, content).catch(() => this.#inMemory.set(name, content));
        taken[way] = of;
      }
      await this.put('photo', incident, 'photo', {}, taken);
    } finally {
      this.#taking -= 1;
    }
  }

  async put(
    act: ActName | 'photo',
    incident: Incident,
    command: Command,
    body: Record<string, unknown>,
    taken?: Taken,
  ): Promise<void> {
    const versioned = command !== 'note' && command !== 'photo' && { version: this.shown(incident).version };
    const done: Done = {
      by: this.#me,
      incident: incident.id,
      number: incident.number,
      act,
      command,
      body: { ...versioned, ...body },
      at: new Date().toISOString(),
      ...(taken && { taken }),
    };
    // Forbidden storage only means that it must be sent before the page ends.
    const id = await this.#shelf.add(done).catch(() => --this.#unkept);
    this.rows = [...this.rows, { id, value: done }];
    void this.flush();
  }

  /** It has been read that it was not done. */
  async dismiss(id: number): Promise<void> {
    await this.#drop(id);
  }

  /** Once more, on what stands now. */
  async again(id: number): Promise<void> {
    const row = this.rows.find((one) => one.id === id);
    if (row === undefined) return;
    await this.#change(id, again(row.value, this.#desk.byId(row.value.incident)));
    await this.flush();
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.sending || this.#closed || nextOf(this.rows, this.#me) === undefined) return;
    this.sending = true;
    try {
      // Of several tabs one sends.
      await alone(() => this.#sendAll());
    } finally {
      this.sending = false;
    }
    if (this.offline && !this.#closed) this.#timer = setTimeout(() => void this.flush(), AGAIN_MS);
  }

  async #sendAll(): Promise<void> {
    // What another tab has sent meanwhile is gone from the shelf.
    const kept = await this.#shelf.list().catch(() => undefined);
    if (kept !== undefined) this.rows = [...kept, ...this.rows.filter(({ id }) => id < 0)];
    for (let row = nextOf(this.rows, this.#me); row !== undefined; row = nextOf(this.rows, this.#me)) {
      if (this.#closed || !(await this.#send(row))) return;
    }
  }

  /** Answers whether the next one may follow. */
  async #send(row: Row<Done>): Promise<boolean> {
    const { incident, command, body, taken } = row.value;
    const before = this.#desk.byId(incident);
    try {
      if (taken !== undefined) return await this.#upload(row, taken);
      const after = await this.#session.send<Incident>(`/desk/incidents/${incident}/${command}`, body);
      await this.#settle(row, before, after);
      return true;
    } catch (error) {
      const problem = error instanceof Problem ? error : undefined;
      // No answer, or one that says nothing of the act: it stays, and is tried again.
      const fails = (problem?.status ?? 0) >= 500;
      const tries = (row.value.tries ?? 0) + 1;
      if (problem === undefined || ELSEWHERE.has(problem.status) || (fails && tries < TRIES)) {
        this.offline = true;
        if (fails || taken) await this.#change(row.id, { ...row.value, tries });
        return false;
      }
      if (problem.status === 401) return false;
      this.offline = false;
      const now = problem.body?.['incident'] as Incident | undefined;
      if (now !== undefined && isThere(row.value, now, this.#me)) {
        await this.#settle(row, before, now);
        return true;
      }
      if (now !== undefined && isBehindCall(row.value, now, this.#commands.calls.get(now.id))) {
        await this.#change(row.id, rebased(row.value, now.version));
        return true;
      }
      if (now !== undefined) this.#desk.answer(now);
      const why = problem.sentence(language.current);
      const refused = { ...(now !== undefined && { now }), ...(why !== undefined && { why }) };
      // What was decided on an act that never happened does not happen either.
      for (const one of [row, ...followers(this.rows, row)]) await this.#change(one.id, { ...one.value, refused });
      this.#commands.onDone(incident);
      return true;
    }
  }

  /** The clean copy first: colleagues see it while the original is on its way. The same bytes again stay one. */
  async #upload(row: Row<Done>, taken: Taken): Promise<boolean> {
    const { incident, at } = row.value;
    let left = taken;
    for (const way of ['clean', 'original'] as const) {
      const what = left[way];
      if (what === undefined) continue;
      const name = fileOf(taken.photo, way);
      const file = this.#inMemory.get(name) ?? (await this.#files.get(name).catch(() => undefined));
      if (file === undefined) {
        // Erased elsewhere, or it opens no more: that it is lost is said, and nothing waits for it.
        await this.#change(row.id, { ...row.value, refused: { lost: true } });
        return true;
      }
      const path = `/desk/incidents/${incident}/photos/${taken.photo}${way === 'original' ? '/original' : ''}`;
      const headers: Record<string, string> = {
        'Content-Type': file.type,
        'Content-Digest': contentDigest(what.sha256),
      };
      if (what.claims) headers['X-Original-Digest'] = contentDigest(what.claims);
      const sealed = way === 'original' && {
        ...(what.alone && { alone: 'true' }),
        ...(taken.media && { media: taken.media }),
      };
      await this.#session.ask(path, { taken_at: at, ...sealed }, { method: 'PUT', headers, body: file });
      this.offline = false;
      const { [way]: _sent, ...rest } = left;
      left = rest;
      await this.#change(row.id, { ...row.value, taken: left });
      await this.#forget(name);
    }
    await this.#drop(row.id);
    this.#commands.onDone(incident);
    return true;
  }

  async #forget(name: string): Promise<void> {
    this.#inMemory.delete(name);
    await this.#files.remove(name).catch(() => undefined);
  }

  async #settle(row: Row<Done>, before: Incident | undefined, after: Incident): Promise<void> {
    this.offline = false;
    const { act, incident, body } = row.value;
    if ('version' in body)
      for (const one of followers(this.rows, row).slice(0, 1)) {
        await this.#change(one.id, rebased(one.value, after.version));
      }
    await this.#drop(row.id);
    this.#commands.took(act as ActName, before ?? after, after);
    this.#commands.onDone(incident);
  }

  async #change(id: number, value: Done): Promise<void> {
    if (id > 0) await this.#shelf.change({ id, value }).catch(() => undefined);
    this.rows = this.rows.map((row) => (row.id === id ? { id, value } : row));
  }

  async #drop(id: number): Promise<void> {
    if (id > 0) await this.#shelf.remove(id).catch(() => undefined);
    for (const name of filesOf(this.rows.filter((row) => row.id === id))) await this.#forget(name);
    this.rows = this.rows.filter((row) => row.id !== id);
  }
}

async function alone(work: () => Promise<void>): Promise<void> {
  if ('locks' in navigator) await navigator.locks.request('ssa-patrol', work);
  else await work();
}
