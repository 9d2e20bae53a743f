import { openDB, type IDBPDatabase } from 'idb';
import { deviceKey, openJson, sealJson, type Keys, type Sealed } from './outbox/seal';

interface Shelves extends Keys {
  rows: { key: number; value: { sealed: Sealed } };
}

export interface Row<Value> {
  id: number;
  value: Value;
}

/** Things in the order they were put here, on disk and sealed with a key that no script can read out, as the outbox keeps its own. */
export class SealedShelf<Value> {
  #db: Promise<IDBPDatabase<Shelves>>;
  #key: Promise<CryptoKey>;

  constructor(name: string) {
    this.#db = openDB<Shelves>(name, 1, {
      upgrade(db) {
        db.createObjectStore('keys');
        db.createObjectStore('rows', { autoIncrement: true });
      },
    });
    this.#key = this.#db.then(deviceKey);
    this.#key.catch(() => undefined);
  }

  async list(): Promise<Row<Value>[]> {
    const [db, key] = [await this.#db, await this.#key];
    const tx = db.transaction('rows');
    const [ids, rows] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
    // One that cannot be opened must not hold back the others.
    const opened = rows.map((row) => openJson<Value>(key, row.sealed).catch(() => undefined));
    return (await Promise.all(opened)).flatMap((value, at) => (value === undefined ? [] : [{ id: ids[at]!, value }]));
  }

  async add(value: Value): Promise<number> {
    const sealed = await sealJson(await this.#key, value);
    const tx = (await this.#db).transaction('rows', 'readwrite', { durability: 'strict' });
    const id = await tx.store.add({ sealed });
    await tx.done;
    return id;
  }

  async change({ id, value }: Row<Value>): Promise<void> {
    const sealed = await sealJson(await this.#key, value);
    const tx = (await this.#db).transaction('rows', 'readwrite', { durability: 'strict' });
    // What was sent meanwhile does not come back.
    if ((await tx.store.getKey(id)) !== undefined) await tx.store.put({ sealed }, id);
    await tx.done;
  }

  async remove(id: number): Promise<void> {
    await (await this.#db).delete('rows', id);
  }

  async clear(): Promise<void> {
    await (await this.#db).clear('rows');
  }
}
