import type { Badge, Outbox, OutboxAmendment, OutboxItem, OutboxPhoto, Parcel } from '../device';
import { hex, sha256 } from '../digest';
import { bodyOf, join, shown, takenBack, unnamed } from './join';
import type { Lane, Lock } from './lock';
import { hurry, sendDue, type World } from './sender';
import type { Store } from './store';

export type WebWorld = Omit<World, 'store' | 'changed'> & { lock: Lock };

/** The outbox of a browser: IndexedDB for keeping, this page or its service worker for sending. */
export class WebOutbox implements Outbox {
  #world: World;
  #lock: Lock;
  #listeners = new Set<() => void>();
  #channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('outbox') : undefined;
  #timers: Partial<Record<Lane, ReturnType<typeof setTimeout>>> = {};
  #awake = false;

  constructor(store: Store, { lock, ...world }: WebWorld) {
    this.#lock = lock;
    this.#world = { ...world, store, changed: () => this.#tell() };
    if (this.#channel) this.#channel.onmessage = () => this.#hear();
  }

  /** From now on it sends by itself: at once, when the network returns, when the page is looked at, and when a wait is over. */
  wake(): void {
    this.#awake = true;
    addEventListener('online', () => void this.#try({ eager: true }));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.#try({ eager: true });
    });
    void this.#try({ eager: true });
  }

  async put(item: OutboxItem): Promise<void> {
    // Through JSON, as the native side does it: no proxies, no undefined, nothing that is not on the wire.
    const plain = JSON.parse(JSON.stringify(item)) as OutboxItem;
    await this.#world.store.change(plain.key, (kept) => join(kept, plain));
    this.#tell();
    if (this.#awake) void this.#try();
  }

  async putPhoto(key: string, photo: OutboxPhoto, content: Blob): Promise<void> {
    const digest = hex(await sha256(await content.arrayBuffer()));
    if (photo.sha256 && photo.sha256.toLowerCase() !== digest) throw new Error('other bytes than were named');
    const item = await this.#world.store.get(key);
    if (!item) throw new Error('there is no such report on this device');
    if (item.photos.some(({ id, state }) => id === photo.id && state === 'sent')) return;
    // The bytes first: a photo that is listed is there.
    await this.#world.store.putPhoto(key, photo.id, content);
    const listed: OutboxPhoto = { ...photo, bytes: content.size, sha256: digest, state: 'waiting' };
    await this.#world.store.change(key, (kept) => {
      if (!kept) return undefined;
      const isKnown = kept.photos.some(({ id }) => id === photo.id);
      const photos = isKnown
        ? kept.photos.map((one) => (one.id === photo.id ? listed : one))
        : [...kept.photos, listed];
      return { ...kept, photos, photos_not_before: kept.photos_asked_until };
    });
    this.#tell();
    if (this.#awake) void this.#try();
  }

  async removePhoto(key: string, photo: string): Promise<void> {
    await this.#world.store.change(
      key,
      (kept) => kept && { ...kept, photos: kept.photos.filter(({ id }) => id !== photo) },
    );
    await this.#world.store.removePhoto(key, photo);
    this.#tell();
  }

  async takeBack(key: string, amendment: OutboxAmendment): Promise<'erased' | 'told'> {
    const plain = JSON.parse(JSON.stringify(amendment)) as OutboxAmendment;
    const kept = await this.#world.store.change(key, (item) => item && takenBack(item, plain));
    const never = !kept || kept.taken_back === true;
    if (never) await this.#world.store.remove(key);
    this.#tell();
    if (!never && this.#awake) void this.#try();
    return never ? 'erased' : 'told';
  }

  async parcel(key: string): Promise<Parcel | undefined> {
    const kept = await this.#world.store.change(key, (item) =>
      item && item.state !== 'sent' && !item.draft && !item.as_sent ? { ...item, as_sent: bodyOf(item) } : item,
    );
    return kept?.as_sent && kept.state !== 'sent' ? { venue: kept.venue, key, body: kept.as_sent } : undefined;
  }

  badge(): Promise<Badge | undefined> {
    return this.#world.store.badge();
  }

  async keepBadge(badge: Badge | undefined): Promise<void> {
    await this.#world.store.keepBadge(badge && (JSON.parse(JSON.stringify(badge)) as Badge));
    this.#tell();
    if (badge) void this.#try({ eager: true });
  }

  async unname(key: string): Promise<void> {
    await this.#world.store.change(key, (kept) => kept && unnamed(kept));
    this.#tell();
    if (this.#awake) void this.#try();
  }

  async list(): Promise<OutboxItem[]> {
    return (await this.#world.store.list()).filter(({ taken_back }) => !taken_back).map(shown);
  }

  async photo(key: string, photo: string): Promise<Blob | undefined> {
    const item = (await this.list()).find((one) => one.key === key);
    const mediaType = item?.photos.find(({ id }) => id === photo)?.media_type;
    return this.#world.store.photo(key, photo, mediaType ?? 'application/octet-stream');
  }

  async remove(key: string): Promise<void> {
    await this.#world.store.remove(key);
    this.#tell();
  }

  async clear(): Promise<void> {
    await this.#world.store.clear();
    this.#tell();
  }

  async sendNow(): Promise<void> {
    await this.#send({ eager: true, release: true });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** By itself: a disk that fails now is asked again the next time. */
  #try(how: { eager?: boolean } = {}): Promise<void> {
    return this.#send(how).catch(() => undefined);
  }

  async #send({ eager = false, release = false } = {}): Promise<void> {
    await this.#turn('words', eager, release);
    await this.#turn('photos', eager, release);
  }

  async #turn(lane: Lane, eager: boolean, release: boolean): Promise<void> {
    let next: number | undefined;
    await this.#lock(lane, async () => {
      if (eager) await hurry(this.#world, lane, release);
      next = await sendDue(this.#world, lane);
    });
    clearTimeout(this.#timers[lane]);
    if (next === undefined || !this.#awake) return;
    void askForBackgroundSync();
    const pause = Math.max(next - this.#world.now(), 1_000);
    this.#timers[lane] = setTimeout(() => void this.#try(), Math.min(pause, 3_600_000));
  }

  #tell(): void {
    this.#channel?.postMessage('changed');
    this.#hear();
  }

  #hear(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Where it exists, the browser wakes our service worker when signal returns, even with the page closed. */
async function askForBackgroundSync(): Promise<void> {
  type Syncing = ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } };
  const registration = (await navigator.serviceWorker?.getRegistration()) as Syncing | undefined;
  await registration?.sync?.register('outbox').catch(() => undefined);
}
