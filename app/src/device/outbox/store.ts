import { openDB, type IDBPDatabase } from 'idb';
import type { Badge } from '../device';
import { localId } from '../digest';
import type { Kept } from './join';
import { deviceKey, open, openJson, seal, sealJson, type Keys, type Sealed } from './seal';

interface Shelves extends Keys {
  items: { key: string; value: { id: string; rev: number; sealed: Sealed } };
  photos: { key: [string, string]; value: { item: string; photo: string; sealed: Sealed } };
}

/**
 * Where the badge lies. Reports are named by hashes, so that none has this name; a shelf of its own would be a new version of the
 * database, which pages still open could not read.
 */
const BADGE: [string, string] = ['badge', 'badge'];

/** The outbox on disk: rows named by a hash, contents sealed. Both the page and its service worker open it. */
export class Store {
  #db: Promise<IDBPDatabase<Shelves>>;
  #key: Promise<CryptoKey>;

  constructor(name = 'see-say-act') {
    this.#db = openDB<Shelves>(name, 1, {
      upgrade(db) {
        db.createObjectStore('keys');
        db.createObjectStore('items', { keyPath: 'id' });
        db.createObjectStore('photos', { keyPath: ['item', 'photo'] });
      },
    });
    this.#key = this.#db.then(deviceKey);
    // A browser without storage is found out by whoever wants to keep something; until then it is no news.
    this.#key.catch(() => undefined);
  }

  async list(): Promise<Kept[]> {
    const key = await this.#key;
    const rows = await (await this.#db).getAll('items');
    // One that cannot be opened must not hold back the others.
    const items = await Promise.all(rows.map((row) => openJson<Kept>(key, row.sealed).catch(() => undefined)));
    return items.flatMap((item) => item ?? []).sort((a, b) => a.created_at.localeCompare(b.created_at));
  }

  /**
   * Reads, changes and writes one item as a whole. Sealing cannot happen inside a transaction, so the write checks that
   * nobody came between and otherwise begins again. `undefined` from `change` leaves everything as it is.
   */
  async change(key: string, change: (item: Kept | undefined) => Kept | undefined): Promise<Kept | undefined> {
    const [db, sealing, id] = [await this.#db, await this.#key, await localId(key)];
    for (;;) {
      const row = await db.get('items', id);
      const before = row && (await openJson<Kept>(sealing, row.sealed));
      const after = change(before);
      if (!after) return before;
      const sealed = await sealJson(sealing, after);
      const tx = db.transaction('items', 'readwrite', { durability: 'strict' });
      const now = await tx.store.get(id);
      if (now?.rev === row?.rev) {
        await tx.store.put({ id, rev: (row?.rev ?? 0) + 1, sealed });
        await tx.done;
        return after;
      }
      await tx.done;
    }
  }

  get(key: string): Promise<Kept | undefined> {
    return this.change(key, () => undefined);
  }

  async remove(key: string): Promise<void> {
    const [db, id] = [await this.#db, await localId(key)];
    const tx = db.transaction(['items', 'photos'], 'readwrite', { durability: 'strict' });
    await tx.objectStore('items').delete(id);
    await tx.objectStore('photos').delete(IDBKeyRange.bound([id, ''], [id, '\uffff']));
    await tx.done;
  }

  async putPhoto(key: string, photo: string, content: Blob): Promise<void> {
    const item = await localId(key);
    const sealed = await seal(await this.#key, await content.arrayBuffer());
    const tx = (await this.#db).transaction('photos', 'readwrite', { durability: 'strict' });
    await tx.store.put({ item, photo, sealed });
    await tx.done;
  }

  async photo(key: string, photo: string, mediaType: string): Promise<Blob | undefined> {
    const row = await (await this.#db).get('photos', [await localId(key), photo]);
    return row && new Blob([await open(await this.#key, row.sealed)], { type: mediaType });
  }

  async badge(): Promise<Badge | undefined> {
    const row = await (await this.#db).get('photos', BADGE);
    return row && openJson<Badge>(await this.#key, row.sealed);
  }

  async keepBadge(badge: Badge | undefined): Promise<void> {
    if (!badge) return (await this.#db).delete('photos', BADGE);
    const sealed = await sealJson(await this.#key, badge);
    const tx = (await this.#db).transaction('photos', 'readwrite', { durability: 'strict' });
    await tx.store.put({ item: BADGE[0], photo: BADGE[1], sealed });
    await tx.done;
  }

  async removePhoto(key: string, photo: string): Promise<void> {
    await (await this.#db).delete('photos', [await localId(key), photo]);
  }

  /** Everything goes, also what cannot be opened any more. */
  async clear(): Promise<void> {
    const tx = (await this.#db).transaction(['items', 'photos'], 'readwrite', { durability: 'strict' });
    await tx.objectStore('items').clear();
    await tx.objectStore('photos').clear();
    await tx.done;
  }

  async close(): Promise<void> {
    (await this.#db).close();
  }
}
