import { openDB, type IDBPDatabase } from 'idb';
import { deviceKey, open, seal, type Keys, type Sealed } from './outbox/seal';

interface Files extends Keys {
  files: { key: string; value: { sealed: Sealed; type: string } };
}

/** Files by name, on disk and sealed with a key that no script can read out. Apart from the shelf of acts: that is read whole. */
export class SealedFiles {
  #db: Promise<IDBPDatabase<Files>>;
  #key: Promise<CryptoKey>;

  constructor(name: string) {
    this.#db = openDB<Files>(name, 1, {
      upgrade(db) {
        db.createObjectStore('keys');
        db.createObjectStore('files');
      },
    });
    this.#key = this.#db.then(deviceKey);
    this.#key.catch(() => undefined);
  }

  async put(name: string, file: Blob): Promise<void> {
    const sealed = await seal(await this.#key, await file.arrayBuffer());
    const tx = (await this.#db).transaction('files', 'readwrite', { durability: 'strict' });
    await tx.store.put({ sealed, type: file.type }, name);
    await tx.done;
  }

  /** Nothing where it is gone, or does not open. */
  async get(name: string): Promise<Blob | undefined> {
    const kept = await (await this.#db).get('files', name);
    if (!kept) return undefined;
    const bytes = await open(await this.#key, kept.sealed).catch(() => undefined);
    return bytes && new Blob([bytes], { type: kept.type });
  }

  async remove(name: string): Promise<void> {
    await (await this.#db).delete('files', name);
  }

  /** Of what a page that ended too early left nothing is kept. */
  async keepOnly(names: ReadonlySet<string>): Promise<void> {
    const db = await this.#db;
    for (const name of await db.getAllKeys('files')) if (!names.has(name)) await db.delete('files', name);
  }

  async clear(): Promise<void> {
    await (await this.#db).clear('files');
  }
}
