/**
 * A muster station on a warden's device. Each entry has a key and its own time, and lies in the device's database until the server has it:
 * without a line it is counted here, shown as not sent, and sent later under the same key, so that it counts once.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { Problem } from '../../../api/problem';
import type { CheckedIn, Muster } from '../wire';
import type { Session } from './session.svelte';

export interface Entry {
  key: string;
  major: string;
  station: string;
  /** Whose it is: another officer on the same device sends nothing under their own name. */
  account: string;
  at: string;
  how: 'badge' | 'qr' | 'tap' | 'count';
  badge?: string;
  amount?: number;
}
interface Schema extends DBSchema {
  entries: { key: string; value: Entry };
}

const AGAIN_MS = 4_000;
const BATCH = 200;

/** What a station shows: what the server counted, and what waits here on top of it. */
export function shown(present: number, waiting: readonly Entry[]): number {
  const inOrder = [...waiting].sort((one, other) => one.at.localeCompare(other.at));
  return inOrder.reduce((sum, one) => {
    if (one.how === 'count') return one.amount ?? 0;
    return Math.max(0, sum + (one.how === 'tap' ? (one.amount ?? 0) : 1));
  }, present);
}

export class Mustering {
  waiting = $state.raw<Entry[]>([]);
  muster = $state.raw<Muster>();
  twice = $state(false);
  refused = $state<string>();
  readonly #session: Session;
  readonly #major: string;
  readonly #station: string;
  readonly #account: string;
  #db: Promise<IDBPDatabase<Schema>>;
  #sending = false;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session, major: string, station: string) {
    this.#session = session;
    this.#major = major;
    this.#station = station;
    this.#account = session.me!.id;
    this.#db = openDB<Schema>('ssa-muster', 1, {
      upgrade: (db) => void db.createObjectStore('entries', { keyPath: 'key' }),
    });
    void this.#restore();
  }

  async #restore(): Promise<void> {
    const all = await (await this.#db).getAll('entries');
    const mine = all.filter(
      (one) => one.major === this.#major && one.station === this.#station && one.account === this.#account,
    );
    const known = new Set(this.waiting.map((one) => one.key));
    this.waiting = [...mine.filter((one) => !known.has(one.key)), ...this.waiting];
    await this.send();
  }

  /** Counted at once, here; it is on the disk before it is sent. */
  async add(what: Pick<Entry, 'how' | 'badge' | 'amount'>): Promise<void> {
    const entry: Entry = {
      key: crypto.randomUUID(),
      major: this.#major,
      station: this.#station,
      account: this.#account,
      at: new Date().toISOString(),
      ...what,
    };
    this.twice = false;
    this.refused = undefined;
    this.waiting = [...this.waiting, entry];
    await (await this.#db).put('entries', entry);
    await this.send();
  }

  async send(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#sending || this.#closed || this.waiting.length === 0) return;
    this.#sending = true;
    const batch = this.waiting.slice(0, BATCH);
    const items = batch.map(({ key, at, how, badge, amount }) => ({ key, at, how, badge, amount }));
    try {
      const path = `/desk/major/${this.#major}/muster/${this.#station}`;
      const answer = await this.#session.send<CheckedIn>(path, { items });
      this.muster = answer.muster;
      this.twice = answer.items.some((one) => one.fate === 'twice');
      await this.#done(batch);
    } catch (error) {
      // What the server will never take is not sent for ever; anything else goes again.
      if (error instanceof Problem && [400, 422].includes(error.status)) {
        this.refused = error.message;
        if (batch.length === 1) await this.#done(batch);
      }
      this.#timer = setTimeout(() => void this.send(), AGAIN_MS);
    } finally {
      this.#sending = false;
    }
    if (this.waiting.length > 0 && this.muster !== undefined)
      this.#timer ??= setTimeout(() => void this.send(), AGAIN_MS);
  }

  async #done(batch: readonly Entry[]): Promise<void> {
    const sent = new Set(batch.map((one) => one.key));
    const write = (await this.#db).transaction('entries', 'readwrite');
    await Promise.all([...batch.map((one) => write.store.delete(one.key)), write.done]);
    this.waiting = this.waiting.filter((one) => !sent.has(one.key));
    if (this.waiting.length > 0) queueMicrotask(() => void this.send());
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    void this.#db.then((db) => db.close());
  }
}
