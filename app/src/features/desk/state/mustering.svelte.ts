/**
 * A muster station on a warden's device. Each entry has a key and its own time, and lies sealed in the device's database until the server has
 * it: without a line it is counted here, shown as not sent, and sent later under the same key, so that it counts once.
 */
import { Problem } from '../../../api/problem';
import { SealedShelf } from '../../../device/sealed-shelf';
import { language } from '../../../i18n/language.svelte';
import type { CheckedIn, Muster } from '../wire';

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
export type Where = Pick<Entry, 'major' | 'station' | 'account'>;
export type Sending = (path: string, body: unknown) => Promise<CheckedIn>;

const AGAIN_MS = 4_000;
const BATCH = 200;
const shelf = new SealedShelf<Entry>('see-say-act-muster');

/** What a station shows: what the server counted, and what waits here on top of it. */
export function shown(present: number, waiting: readonly Entry[]): number {
  const inOrder = [...waiting].sort((one, other) => one.at.localeCompare(other.at));
  return inOrder.reduce((sum, one) => {
    if (one.how === 'count') return one.amount ?? 0;
    return Math.max(0, sum + (one.how === 'tap' ? (one.amount ?? 0) : 1));
  }, present);
}

/** The same badge, however it is typed or read. */
export const plain = (badge: string): string => badge.replace(/[\s-]/g, '').toUpperCase();

export class Mustering {
  waiting = $state.raw<Entry[]>([]);
  /** What was kept here is read: before that nobody can say that everything is sent. */
  isRead = $state(false);
  muster = $state.raw<Muster>();
  twice = $state(false);
  refused = $state<string>();
  readonly #where: Where;
  /** Absent where nobody is signed in: then it is kept, and sent by the page that follows. */
  readonly #post: Sending | undefined;
  #rows = new Map<string, number>();
  /** Badges of this visit. */
  #seen = new Set<string>();
  #sending = false;
  #closed = false;
  /** One of many is not taken: they go one by one, so that it holds back no other. */
  #singly = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(where: Where, post?: Sending) {
    this.#where = where;
    this.#post = post;
    void this.#restore()
      .catch(() => undefined)
      .finally(() => (this.isRead = true));
  }

  async #restore(): Promise<void> {
    const { major, station, account } = this.#where;
    const mine = (await shelf.list()).filter(
      ({ value }) => value.major === major && value.station === station && value.account === account,
    );
    const known = new Set(this.waiting.map((one) => one.key));
    for (const { id, value } of mine) this.#rows.set(value.key, id);
    this.waiting = [...mine.map(({ value }) => value).filter((one) => !known.has(one.key)), ...this.waiting];
    for (const { badge } of this.waiting) if (badge !== undefined) this.#seen.add(plain(badge));
    this.isRead = true;
    await this.send();
  }

  /** Counted at once, here; it is on the disk before it is sent. */
  async add(what: Pick<Entry, 'how' | 'badge' | 'amount'>): Promise<void> {
    this.refused = undefined;
    this.twice = what.badge !== undefined && this.#seen.has(plain(what.badge));
    if (this.twice) return;
    if (what.badge !== undefined) this.#seen.add(plain(what.badge));
    const entry: Entry = { key: crypto.randomUUID(), ...this.#where, at: new Date().toISOString(), ...what };
    this.waiting = [...this.waiting, entry];
    // Forbidden storage only means that it must be sent before the page ends.
    const id = await shelf.add(entry).catch(() => undefined);
    if (id !== undefined) this.#rows.set(entry.key, id);
    await this.send();
  }

  async send(): Promise<void> {
    clearTimeout(this.#timer);
    const post = this.#post;
    if (post === undefined || this.#sending || this.#closed || this.waiting.length === 0) return;
    this.#sending = true;
    const batch = this.waiting.slice(0, this.#singly ? 1 : BATCH);
    const items = batch.map(({ key, at, how, badge, amount }) => ({ key, at, how, badge, amount }));
    try {
      const answer = await post(`/desk/major/${this.#where.major}/muster/${this.#where.station}`, { items });
      this.muster = answer.muster;
      this.twice = answer.items.some((one) => one.fate === 'twice');
      await this.#done(batch);
    } catch (error) {
      // What the server will never take is not sent for ever; anything else goes again.
      if (error instanceof Problem && [400, 422].includes(error.status)) {
        this.refused = error.sentence(language.current) ?? error.message;
        if (batch.length === 1) await this.#done(batch);
        this.#singly = true;
      }
      this.#timer = setTimeout(() => void this.send(), AGAIN_MS);
    } finally {
      this.#sending = false;
    }
  }

  async #done(batch: readonly Entry[]): Promise<void> {
    const sent = new Set(batch.map((one) => one.key));
    for (const key of sent) {
      const id = this.#rows.get(key);
      if (id !== undefined) await shelf.remove(id).catch(() => undefined);
      this.#rows.delete(key);
    }
    this.waiting = this.waiting.filter((one) => !sent.has(one.key));
    if (this.waiting.length > 0) setTimeout(() => void this.send(), 0);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }
}
