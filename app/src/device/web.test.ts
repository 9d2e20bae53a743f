import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { describe, expect, test } from 'vitest';
import { outboxContract, outboxInAnyOrder, report, type Heard, type Script, type Stand } from './contract';
import { outboxOfNames } from './contract-named';
import { pageLock } from './outbox/lock';
import { Store } from './outbox/store';
import { WebOutbox } from './outbox/web-outbox';

async function stand(): Promise<Stand> {
  globalThis.indexedDB = new IDBFactory();
  const heard: Heard[] = [];
  let script: Script = () => Promise.reject(new TypeError('no script'));
  let now = Date.parse('2026-11-20T14:01:30Z');
  let made = 0;
  // The browser's locks belong to its pages: when they are killed, nobody holds them any more.
  let lock = pageLock();
  const world = {
    now: () => now,
    chance: () => 0.5,
    uuid: () => `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`,
    fetch: async (url: RequestInfo | URL, init?: RequestInit) => {
      const request = await hear(String(url), init);
      heard.push(request);
      return script(request);
    },
  };
  let stores: Store[] = [];
  const window = () => {
    const store = new Store();
    stores.push(store);
    return new WebOutbox(store, { ...world, lock });
  };
  return {
    outbox: window(),
    heard,
    answer: (next) => (script = next),
    pass: async (ms) => void (now += ms),
    second: async () => window(),
    reopen: async () => {
      await Promise.all(stores.map((store) => store.close()));
      stores = [];
      lock = pageLock();
      return window();
    },
  };
}

async function hear(path: string, { method = 'GET', headers, body }: RequestInit = {}): Promise<Heard> {
  const given = new Headers(headers);
  const text = body instanceof Blob ? await body.text() : String(body ?? '""');
  return {
    method,
    path,
    key: given.get('Idempotency-Key') ?? undefined,
    authorization: given.get('Authorization') ?? undefined,
    proof: given.get('X-Proof') ?? undefined,
    body: body instanceof Blob ? text : JSON.parse(text),
  };
}

describe("a browser's outbox", () => {
  outboxContract(stand);
  outboxOfNames(stand);
  outboxInAnyOrder(stand, 1_000);
});

test('nothing that was written can be read in the browser’s files', async () => {
  const { outbox } = await stand();
  await outbox.put(report());
  const db = await openDB('see-say-act');
  const [row] = await db.getAll('items');
  const bytes = new TextDecoder('latin1').decode(row.sealed.bytes);
  expect(bytes).not.toContain('grey bag');
  expect(JSON.stringify(row)).not.toContain(report().key);
  const key = (await db.get('keys', 'device')) as CryptoKey;
  expect(key.extractable).toBe(false);
  db.close();
});
