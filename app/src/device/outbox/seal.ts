import type { DBSchema, IDBPDatabase } from 'idb';

/** Sealing with a key that this browser made and that no script can read out: a copied profile alone opens nothing. */
export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
}

const ALGORITHM = 'AES-GCM';

/** Every database that seals has its key beside what it seals. */
export interface Keys extends DBSchema {
  keys: { key: string; value: CryptoKey };
}

/** Made once per browser and database. Two tabs starting together agree on whichever was written first. */
export async function deviceKey<Shelves extends Keys>(of: IDBPDatabase<Shelves>): Promise<CryptoKey> {
  const db = of as unknown as IDBPDatabase<Keys>;
  const kept = await db.get('keys', 'device');
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ['encrypt', 'decrypt']);
  const tx = db.transaction('keys', 'readwrite', { durability: 'strict' });
  const first = await tx.store.get('device');
  if (!first) await tx.store.put(made, 'device');
  await tx.done;
  return first ?? made;
}

export async function seal(key: CryptoKey, content: BufferSource): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, bytes: await crypto.subtle.encrypt({ name: ALGORITHM, iv }, key, content) };
}

export function open(key: CryptoKey, { iv, bytes }: Sealed): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: ALGORITHM, iv }, key, bytes);
}

export async function sealJson(key: CryptoKey, value: unknown): Promise<Sealed> {
  return seal(key, new TextEncoder().encode(JSON.stringify(value)));
}

export async function openJson<Value>(key: CryptoKey, sealed: Sealed): Promise<Value> {
  return JSON.parse(new TextDecoder().decode(await open(key, sealed))) as Value;
}
