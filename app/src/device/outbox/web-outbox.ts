import type { Outbox, OutboxItem, OutboxPhoto } from '../device';
import { join } from './join';
import type { Lock } from './lock';
import { sendDue, type World } from './sender';
import type { Store } from './store';

export type WebWorld = Omit<World, 'store' | 'changed'> & { lock: Lock };

/** The outbox of a browser: IndexedDB for keeping, this page or its service worker for sending. */
export class WebOutbox implements Outbox {
  #world: World;
  #lock: Lock;
  #listeners = new Set<() => void>();
  #channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('outbox') : undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #awake = false;

  constructor(store: Store, { lock, ...world }: WebWorld) {
    this.#lock = lock;
    this.#world = { ...world, store, changed: () => this.#tell() };
    if (this.#channel) this.#channel.onmessage = () => this.#hear();
  }

  /** From now on it sends by itself: at once, when the network returns, when the page is looked at, and when a wait is over. */
  wake(): void {
    this.#awake = true;
    addEventListener('online', () => void this.#send(true));
    document.addEventListener('visibilitychange', () => void this.#send(document.visibilityState === 'visible'));
    void this.#send(true);
  }

  async put(item: OutboxItem): Promise<void> {
    // Through JSON, as the native side does it: no proxies, no undefined, nothing that is not on the wire.
    const plain = JSON.parse(JSON.stringify(item)) as OutboxItem;
    await this.#world.store.change(plain.key, (kept) => join(kept, plain));
    this.#tell();
    if (this.#awake) void this.#send(true);
  }

  async putPhoto(key: string, photo: OutboxPhoto, content: Blob): Promise<void> {
    await this.#world.store.putPhoto(key, photo.id, content);
    await this.#world.store.change(
      key,
      (kept) => kept && { ...kept, photos: [...kept.photos.filter(({ id }) => id !== photo.id), { ...photo }] },
    );
    this.#tell();
    if (this.#awake) void this.#send(true);
  }

  async removePhoto(key: string, photo: string): Promise<void> {
    await this.#world.store.change(
      key,
      (kept) => kept && { ...kept, photos: kept.photos.filter(({ id }) => id !== photo) },
    );
    await this.#world.store.removePhoto(key, photo);
    this.#tell();
  }

  list(): Promise<OutboxItem[]> {
    return this.#world.store.list();
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

  sendNow(): Promise<void> {
    return this.#send(true);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #send(eager: boolean): Promise<void> {
    let next: number | undefined;
    await this.#lock(async () => {
      next = await sendDue(this.#world, { eager });
    });
    clearTimeout(this.#timer);
    if (next === undefined || !this.#awake) return;
    void askForBackgroundSync();
    const pause = Math.max(next - this.#world.now(), 1_000);
    this.#timer = setTimeout(() => void this.#send(false), Math.min(pause, 3_600_000));
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
