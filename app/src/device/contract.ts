import { expect, test } from 'vitest';
import type { Outbox, OutboxItem, OutboxPhoto } from './device';

/** One request as the scripted server heard it. */
export interface Heard {
  method: string;
  path: string;
  key: string | undefined;
  authorization: string | undefined;
  body: unknown;
}
export type Script = (heard: Heard) => Response | Promise<Response>;

/** What a suite needs to make an outbox stand before a scripted server, with a clock that is moved by hand. */
export interface Stand {
  outbox: Outbox;
  heard: Heard[];
  answer: (script: Script) => void;
  pass: (ms: number) => void;
  /** The same storage, opened anew: the phone was off. */
  reopen: () => Promise<Outbox>;
}

export const RECEIPT = '7KQ4-M2TX-9PWD-H3RC-V8NA-E6GY-J5ZB';

export const created = (body: object): Response => Response.json(body, { status: 201 });
export const problem = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify({ type: 'about:blank', title: code, status, code }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });

/** A server that takes everything. */
export const kind: Script = ({ method, path }) =>
  method === 'POST' && path.endsWith('/reports')
    ? created({
        id: 'r-1',
        receipt: RECEIPT,
        received_at: '2026-11-20T14:02:00Z',
        emergency: { show: false, number: '112' },
      })
    : created({ id: 'x', received_at: '2026-11-20T14:03:00Z', emergency: { show: false, number: '112' } });

const nobody: Script = () => {
  throw new TypeError('no network');
};

export function report(key = '2f1d5c1e-8a44-4b39-9d63-1b8f0c2f5a01', more: Partial<OutboxItem> = {}): OutboxItem {
  return {
    key,
    venue: 'bayview',
    server: '',
    created_at: '2026-11-20T14:01:00Z',
    body: {
      category: 'item.unattended',
      place: { zone: 'check-in-b' },
      narrative: 'A grey bag.',
      answers: { hot_hidden: 'yes' },
    },
    photos: [],
    amendments: [],
    messages: [],
    state: 'waiting',
    attempts: 0,
    ...more,
  };
}

/** What every outbox promises, whichever device it lives on. */
export function outboxContract(stand: () => Promise<Stand>): void {
  test('a report is sent once, under its own key, and its receipt is kept', async () => {
    const { outbox, heard, answer } = await stand();
    answer(kind);
    await outbox.put(report());
    await outbox.sendNow();
    await outbox.sendNow();
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({
      method: 'POST',
      path: '/api/v1/venues/bayview/reports',
      key: report().key,
      body: report().body,
    });
    expect(await outbox.list()).toMatchObject([
      { state: 'sent', receipt: RECEIPT, report_id: 'r-1', received_at: '2026-11-20T14:02:00Z' },
    ]);
  });

  test('without signal it waits, survives a restart, and goes when signal returns', async () => {
    const { outbox, heard, answer, pass, reopen } = await stand();
    answer(nobody);
    await outbox.put(report());
    await outbox.sendNow();
    expect(await outbox.list()).toMatchObject([{ state: 'waiting', last_error: 'no_signal', attempts: 1 }]);
    const again = await reopen();
    answer(kind);
    pass(600_000);
    await again.sendNow();
    expect(await again.list()).toMatchObject([{ state: 'sent', receipt: RECEIPT }]);
    expect(new Set(heard.map(({ key }) => key)).size).toBe(1);
  });

  test("a hotel's login page is no answer: nothing but a 201 counts", async () => {
    const { outbox, answer } = await stand();
    answer(() => new Response('<html>Welcome</html>', { status: 200, headers: { 'Content-Type': 'text/html' } }));
    await outbox.put(report());
    await outbox.sendNow();
    expect(await outbox.list()).toMatchObject([{ state: 'waiting', last_error: 'unexpected_answer' }]);
    answer(() => new Response('<html>Blocked</html>', { status: 403, headers: { 'Content-Type': 'text/html' } }));
    await outbox.sendNow();
    expect(await outbox.list()).toMatchObject([{ state: 'waiting', body: report().body }]);
  });

  test('after a lasting refusal category, place and words go alone, under another key', async () => {
    const { outbox, heard, answer } = await stand();
    answer((asked) => ('answers' in (asked.body as object) ? problem(400, 'unknown_question') : kind(asked)));
    await outbox.put(report());
    await outbox.sendNow();
    const { category, place, narrative } = report().body;
    expect(heard.map(({ body }) => body)).toEqual([report().body, { category, place, narrative }]);
    expect(heard[1]?.key).not.toBe(heard[0]?.key);
    expect(await outbox.list()).toMatchObject([{ state: 'sent', receipt: RECEIPT }]);
  });

  test('what is refused altogether stays on the device and says why', async () => {
    const { outbox, answer } = await stand();
    answer(() => problem(400, 'unknown_category'));
    await outbox.put(report());
    await outbox.sendNow();
    expect(await outbox.list()).toMatchObject([
      { state: 'failed', last_error: 'unknown_category', body: report().body },
    ]);
  });

  test('Retry-After is honoured, even when a person presses "Send now"', async () => {
    const { outbox, heard, answer, pass } = await stand();
    answer(() => problem(429, 'rate_limited', { 'Retry-After': '30' }));
    await outbox.put(report());
    await outbox.sendNow();
    answer(kind);
    pass(29_000);
    await outbox.sendNow();
    expect(heard).toHaveLength(1);
    pass(2_000);
    await outbox.sendNow();
    expect(heard).toHaveLength(2);
    expect(await outbox.list()).toMatchObject([{ state: 'sent' }]);
  });

  test('text goes before photos: all words of all reports, then each photo by itself', async () => {
    const { outbox, heard, answer } = await stand();
    answer(kind);
    const amendment = {
      key: '6a0f2c67-0a31-4c3a-9f0b-000000000001',
      body: { answers: { hot_typical: 'no' } },
      state: 'waiting' as const,
    };
    await outbox.put(report());
    await outbox.putPhoto(report().key, photo('p1'), new Blob(['first']));
    await outbox.putPhoto(report().key, photo('p2'), new Blob(['second']));
    await outbox.put(report(undefined, { amendments: [amendment] }));
    await outbox.put(report('9c858901-8a57-4791-81fe-4c455b099bc9', { created_at: '2026-11-20T14:05:00Z' }));
    await outbox.sendNow();
    expect(heard.map(({ method }) => method)).toEqual(['POST', 'POST', 'PATCH', 'PUT', 'PUT']);
    expect(heard[2]).toMatchObject({
      path: '/api/v1/reports/r-1',
      key: amendment.key,
      authorization: `Receipt ${RECEIPT}`,
      body: amendment.body,
    });
    expect(heard[3]).toMatchObject({ path: '/api/v1/reports/r-1/photos/p1', body: 'first' });
    const [item] = await outbox.list();
    expect(item?.photos.map(({ state }) => state)).toEqual(['sent', 'sent']);
    expect(await outbox.photo(report().key, 'p1')).toBeUndefined();
  });

  test('one photo that is refused holds back nothing else', async () => {
    const { outbox, answer } = await stand();
    answer((asked) => (asked.path.endsWith('/p1') ? problem(415, 'unsupported_media') : kind(asked)));
    await outbox.put(report());
    await outbox.putPhoto(report().key, photo('p1'), new Blob(['text']));
    await outbox.putPhoto(report().key, photo('p2'), new Blob(['photo']));
    await outbox.sendNow();
    const [item] = await outbox.list();
    expect(item?.photos).toMatchObject([{ state: 'failed', last_error: 'unsupported_media' }, { state: 'sent' }]);
  });

  test('put joins: what was sent stays sent, what is new is added', async () => {
    const { outbox, heard, answer } = await stand();
    answer(kind);
    await outbox.put(report());
    await outbox.sendNow();
    const message = {
      key: '6a0f2c67-0a31-4c3a-9f0b-000000000002',
      body: { text: 'To the gates' },
      state: 'waiting' as const,
    };
    await outbox.put(report(undefined, { messages: [message] }));
    await outbox.sendNow();
    expect(heard.map(({ path }) => path)).toEqual(['/api/v1/venues/bayview/reports', '/api/v1/reports/r-1/messages']);
    expect(await outbox.list()).toMatchObject([{ state: 'sent', receipt: RECEIPT, messages: [{ state: 'sent' }] }]);
  });

  test('two senders at once send everything once', async () => {
    const { outbox, heard, answer } = await stand();
    answer(async (asked) => {
      await new Promise((done) => setTimeout(done, 5));
      return kind(asked);
    });
    await outbox.put(report());
    await Promise.all([outbox.sendNow(), outbox.sendNow(), outbox.sendNow()]);
    expect(heard).toHaveLength(1);
  });

  test('a report opened by its receipt is kept and never sent', async () => {
    const { outbox, heard } = await stand();
    await outbox.put(report(undefined, { state: 'sent', receipt: RECEIPT, report_id: 'r-9' }));
    await outbox.sendNow();
    expect(heard).toHaveLength(0);
    expect(await outbox.list()).toMatchObject([{ state: 'sent', receipt: RECEIPT, report_id: 'r-9' }]);
  });

  test('only a person erases, and then nothing is left', async () => {
    const { outbox, answer } = await stand();
    answer(nobody);
    await outbox.put(report());
    await outbox.putPhoto(report().key, photo('p1'), new Blob(['first']));
    await outbox.remove(report().key);
    expect(await outbox.list()).toEqual([]);
    expect(await outbox.photo(report().key, 'p1')).toBeUndefined();
  });

  test('every change is told', async () => {
    const { outbox, answer } = await stand();
    answer(kind);
    let told = 0;
    const stop = outbox.onChange(() => (told += 1));
    await outbox.put(report());
    await outbox.sendNow();
    expect(told).toBeGreaterThanOrEqual(2);
    const before = told;
    stop();
    await outbox.remove(report().key);
    expect(told).toBe(before);
  });
}

function photo(id: string): OutboxPhoto {
  return { id, media_type: 'image/jpeg', bytes: 5, sha256: 'ab'.repeat(32), state: 'waiting' };
}
