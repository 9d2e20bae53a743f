import { expect, test, vi } from 'vitest';
import type { Outbox, OutboxItem, OutboxPhoto } from './device';
import { hex, sha256 } from './digest';

/** One request as the scripted server heard it. */
export interface Heard {
  method: string;
  path: string;
  key: string | undefined;
  authorization: string | undefined;
  body: unknown;
  /** Of the work a flooded venue asked for. */
  proof?: string | undefined;
}
export type Script = (heard: Heard) => Response | Promise<Response>;

/** What a suite needs to make an outbox stand before a scripted server, with a clock that is moved by hand. */
export interface Stand {
  outbox: Outbox;
  heard: Heard[];
  answer: (script: Script) => void;
  pass: (ms: number) => Promise<void>;
  /** The same storage, opened anew: the app was killed, the phone was off. */
  reopen: () => Promise<Outbox>;
  /** One more window on the same storage, beside the first. */
  second: () => Promise<Outbox>;
}

export const RECEIPT = '7KQ4-M2TX-9PWD-H3RC-V8NA-E6GY-J5ZB';

export const created = (body: object): Response => Response.json(body, { status: 201 });
export const problem = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify({ type: 'about:blank', title: code, status, code }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });

/** A flooded venue: work, or half a minute of patience. */
const asksForWork = (challenge: string): Response =>
  new Response(JSON.stringify({ type: 'about:blank', status: 429, code: 'proof_needed', challenge }), {
    status: 429,
    headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '30' },
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

/** No network: the connection dies. */
const nobody: Script = () => {
  throw new TypeError('no network');
};

/** The connection stands, and no answer ever comes. */
const silence: Script = () => new Promise(() => undefined);

export function report(key = KEY, more: Partial<OutboxItem> = {}): OutboxItem {
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

const KEY = '2f1d5c1e-8a44-4b39-9d63-1b8f0c2f5a01';
const [P1, P2] = ['5c0a0b6e-7f1d-4e58-8b0e-0000000000a1', '5c0a0b6e-7f1d-4e58-8b0e-0000000000a2'];

const amendment = {
  key: '6a0f2c67-0a31-4c3a-9f0b-000000000001',
  body: { answers: { hot_typical: 'no' } },
  state: 'waiting' as const,
};
const withdrawal = {
  key: '6a0f2c67-0a31-4c3a-9f0b-000000000003',
  body: { withdraw: 'mistake' },
  state: 'waiting' as const,
};
const message = {
  key: '6a0f2c67-0a31-4c3a-9f0b-000000000002',
  body: { text: 'To the gates' },
  state: 'waiting' as const,
};

/**
 * What every outbox promises, whichever device it lives on. An outbox may send as soon as something is put, or only when
 * told to, and `sendNow` may answer before it is done: so each test says what must have come about soon.
 */
export function outboxContract(stand: () => Promise<Stand>): void {
  test('a report is sent once, under its own key, and its receipt is kept', async () => {
    const { outbox, heard, answer } = await stand();
    answer(kind);
    await outbox.put(report());
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent', receipt: RECEIPT, report_id: 'r-1', received_at: '2026-11-20T14:02:00Z' }]);
    await outbox.sendNow();
    await quiet();
    expect(heard).toMatchObject([
      { method: 'POST', path: '/api/v1/venues/bayview/reports', key: KEY, body: report().body },
    ]);
  });

  test('without signal it waits, survives a restart, and goes when signal returns', async () => {
    const { outbox, heard, answer, reopen } = await stand();
    answer(nobody);
    await outbox.put(report());
    await outbox.sendNow();
    await soon(outbox, [{ state: 'waiting', last_error: 'no_signal' }]);
    const again = await reopen();
    await soon(again, [{ state: 'waiting', last_error: 'no_signal', body: report().body }]);
    answer(kind);
    await again.sendNow();
    await soon(again, [{ state: 'sent', receipt: RECEIPT }]);
    expect(new Set(heard.map(({ key }) => key))).toEqual(new Set([KEY]));
  });

  test('killed while it sends, it sends the same again, and the receipt survives the next restart', async () => {
    const { outbox, heard, answer, reopen } = await stand();
    answer(silence);
    await outbox.put(report());
    void outbox.sendNow();
    await vi.waitFor(() => expect(heard).toHaveLength(1), SOON);
    const again = await reopen();
    answer(kind);
    await again.put(report(undefined, { messages: [message] }));
    await again.sendNow();
    await soon(again, [{ state: 'sent', messages: [{ state: 'sent' }] }]);
    expect(heard.slice(0, 2)).toMatchObject([
      { key: KEY, body: report().body },
      { key: KEY, body: report().body },
    ]);
    expect(await (await reopen()).list()).toMatchObject([{ state: 'sent', receipt: RECEIPT, report_id: 'r-1' }]);
  });

  test("a hotel's login page is no answer: nothing but a 201 counts", async () => {
    const { outbox, heard, answer } = await stand();
    const html = { 'Content-Type': 'text/html' };
    for (const status of [200, 302, 403, 511]) {
      answer(() => new Response('<html>Welcome</html>', { status, headers: html }));
      const before = heard.length;
      await outbox.put(report());
      await outbox.sendNow();
      await vi.waitFor(() => expect(heard.length).toBeGreaterThan(before), SOON);
      await soon(outbox, [{ state: 'waiting', last_error: 'unexpected_answer', body: report().body }]);
    }
    expect((await outbox.list())[0]?.receipt).toBeUndefined();
  });

  test('after a lasting refusal category, place and words go alone, under the same key; then the answers', async () => {
    const { outbox, heard, answer } = await stand();
    answer((asked) =>
      asked.method === 'POST' && 'answers' in (asked.body as object) ? problem(400, 'unknown_question') : kind(asked),
    );
    await outbox.put(report());
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent', receipt: RECEIPT, amendments: [{ state: 'sent' }], body: report().body }]);
    const { answers } = report().body;
    expect(heard).toMatchObject([
      { method: 'POST', key: KEY },
      { method: 'POST', key: KEY },
      { method: 'PATCH', path: '/api/v1/reports/r-1' },
    ]);
    expect(heard.map(({ body }) => body)).toEqual([report().body, inShort(), { answers }]);
    expect(heard[2]?.key).not.toBe(KEY);
  });

  test('the short form too is repeated word for word until it is heard, even after a restart', async () => {
    const { outbox, heard, answer, reopen } = await stand();
    answer((asked) => ('answers' in (asked.body as object) ? problem(400, 'unknown_question') : nobody(asked)));
    await outbox.put(report());
    await outbox.sendNow();
    await soon(outbox, [{ state: 'waiting', last_error: 'no_signal' }]);
    const again = await reopen();
    answer(kind);
    await again.sendNow();
    await soon(again, [{ state: 'sent' }]);
    const [, ...others] = heard.filter(({ method }) => method === 'POST');
    expect(others.length).toBeGreaterThanOrEqual(2);
    for (const other of others) expect(other).toMatchObject({ key: KEY, body: inShort() });
    for (const other of others) expect(other.body).not.toHaveProperty('answers');
  });

  test('a whole report that had arrived after all is found again by its key', async () => {
    const { outbox, heard, answer } = await stand();
    let tries = 0;
    answer((asked) => {
      tries += 1;
      if (tries === 1) return problem(400, 'out_of_range');
      return 'answers' in (asked.body as object) ? kind(asked) : problem(422, 'key_reused');
    });
    await outbox.put(report());
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent', receipt: RECEIPT, amendments: [] }]);
    expect(heard.map(({ body }) => body)).toEqual([report().body, inShort(), report().body]);
    expect(new Set(heard.map(({ key }) => key))).toEqual(new Set([KEY]));
  });

  test('what is refused altogether stays on the device, says why, and goes again on "Send now"', async () => {
    const { outbox, answer } = await stand();
    answer(() => problem(400, 'unknown_category'));
    await outbox.put(report());
    await outbox.sendNow();
    await soon(outbox, [{ state: 'failed', last_error: 'unknown_category', body: report().body }]);
    answer(kind);
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent', receipt: RECEIPT }]);
  });

  test('"Send now" also tries the additions and photos that were refused', async () => {
    const { outbox, heard, answer } = await stand();
    answer((asked) => (asked.path.endsWith('/reports') ? kind(asked) : problem(400, 'out_of_range')));
    await outbox.put(report(undefined, { amendments: [amendment], messages: [message] }));
    await outbox.putPhoto(KEY, await photo(P1, 'first'), new Blob(['first']));
    await outbox.sendNow();
    const refused = { state: 'failed', last_error: 'out_of_range' };
    await soon(outbox, [{ state: 'sent', amendments: [refused], messages: [refused], photos: [refused] }]);
    answer(kind);
    await outbox.sendNow();
    const sent = { state: 'sent' };
    await soon(outbox, [{ ...sent, amendments: [sent], messages: [sent], photos: [sent] }]);
    const keys = heard.filter(({ method }) => method === 'PATCH').map(({ key }) => key);
    expect(new Set(keys)).toEqual(new Set([amendment.key]));
  });

  test('"Send now" while a try is on its way is not forgotten when that try fails', async () => {
    const { outbox, heard, answer } = await stand();
    let fail: (why: Error) => void = () => undefined;
    answer(() => new Promise((_, lost) => (fail = lost)));
    await outbox.put(report());
    void outbox.sendNow();
    await vi.waitFor(() => expect(heard).toHaveLength(1), SOON);
    const pressed = outbox.sendNow();
    await quiet();
    answer(kind);
    fail(new TypeError('no network'));
    await pressed;
    await soon(outbox, [{ state: 'sent', receipt: RECEIPT }]);
  });

  test('Retry-After is honoured, even when a person presses "Send now" or has more to say', async () => {
    const { outbox, heard, answer, pass, reopen } = await stand();
    answer(() => problem(429, 'rate_limited', { 'Retry-After': '30' }));
    await outbox.put(report());
    await outbox.sendNow();
    await soon(outbox, [{ state: 'waiting', last_error: 'rate_limited' }]);
    answer(kind);
    await pass(29_000);
    await outbox.sendNow();
    await outbox.put(report(undefined, { messages: [message] }));
    const again = await reopen();
    await again.sendNow();
    await quiet();
    expect(heard).toHaveLength(1);
    await pass(4_000);
    await again.sendNow();
    await soon(again, [{ state: 'sent', messages: [{ state: 'sent' }] }]);
  });

  test('a flooded venue is given the work it asks for, and the report goes at once', async () => {
    const { outbox, heard, answer } = await stand();
    const challenge = '1795252920.4.00112233445566778899aabbccddeeff';
    answer((asked) => (asked.proof?.startsWith(`${challenge}.`) ? kind(asked) : asksForWork(challenge)));
    await outbox.put(report());
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent', receipt: RECEIPT }]);
    expect(heard.map(({ key }) => key)).toEqual([KEY, KEY]);
  });

  test('work that is not taken is not done twice: the report waits as it was told', async () => {
    const { outbox, heard, answer, pass } = await stand();
    answer(() => asksForWork('1795252920.4.00112233445566778899aabbccddeeff'));
    await outbox.put(report());
    await outbox.sendNow();
    await soon(outbox, [{ state: 'waiting', last_error: 'proof_needed' }]);
    await outbox.sendNow();
    await quiet();
    expect(heard).toHaveLength(2);
    answer(kind);
    await pass(34_000);
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent' }]);
  });

  test('photos keep to their own Retry-After, and words do not wait for it', async () => {
    const { outbox, heard, answer, pass } = await stand();
    answer((asked) => (asked.method === 'PUT' ? problem(503, 'unavailable', { 'Retry-After': '60' }) : kind(asked)));
    await outbox.put(report());
    await outbox.putPhoto(KEY, await photo(P1, 'first'), new Blob(['first']));
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent', photos: [{ state: 'waiting', last_error: 'unavailable' }] }]);
    answer(kind);
    await outbox.put(report(undefined, { messages: [message] }));
    await outbox.putPhoto(KEY, await photo(P2, 'second'), new Blob(['second']));
    await outbox.sendNow();
    await soon(outbox, [{ messages: [{ state: 'sent' }], photos: [{ state: 'waiting' }, { state: 'waiting' }] }]);
    await quiet();
    expect(puts(heard)).toHaveLength(1);
    await pass(63_000);
    await outbox.sendNow();
    await soon(outbox, [{ photos: [{ state: 'sent' }, { state: 'sent' }] }]);
  });

  test.each([
    [409, 'in_flight'],
    [429, 'rate_limited'],
    [500, 'internal'],
    [503, 'unavailable'],
    [404, 'not_found'],
  ])('%i %s is no verdict: the report, its words and its photos go again as they are', async (status, code) => {
    const { outbox, heard, answer } = await stand();
    const first = new Set<string>();
    answer((asked) => {
      const what = asked.method + asked.path;
      if (first.has(what)) return kind(asked);
      first.add(what);
      return problem(status, code);
    });
    await outbox.put(report(undefined, { amendments: [amendment], messages: [message] }));
    await outbox.putPhoto(KEY, await photo(P1, 'first'), new Blob(['first']));
    const sent = { state: 'sent' };
    await vi.waitFor(async () => {
      await outbox.sendNow();
      expect(await outbox.list()).toMatchObject([{ ...sent, amendments: [sent], messages: [sent], photos: [sent] }]);
    }, SOON);
    expect(heard).toHaveLength(8);
    for (const path of new Set(heard.map((asked) => asked.path))) {
      const [once, twice] = heard.filter((asked) => asked.path === path);
      expect(twice).toEqual(once);
    }
  });

  test('a photo that was bent on its way is sent again, and its bytes stay until the 201', async () => {
    const { outbox, heard, answer } = await stand();
    answer((asked) => (asked.method === 'PUT' ? problem(422, 'digest_mismatch') : kind(asked)));
    await outbox.put(report());
    await outbox.putPhoto(KEY, await photo(P1, 'first'), new Blob(['first']));
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent', photos: [{ state: 'waiting', last_error: 'digest_mismatch' }] }]);
    expect(await (await outbox.photo(KEY, P1))?.text()).toBe('first');
    answer(kind);
    await outbox.sendNow();
    await soon(outbox, [{ photos: [{ state: 'sent' }] }]);
    await vi.waitFor(async () => expect(await outbox.photo(KEY, P1)).toBeUndefined(), SOON);
    for (const put of puts(heard)) expect(put.body).toBe('first');
  });

  test('the report goes first; what belongs to it, only after its 201', async () => {
    const { outbox, heard, answer } = await stand();
    answer(nobody);
    await outbox.put(report(undefined, { amendments: [amendment], messages: [message] }));
    await outbox.putPhoto(KEY, await photo(P1, 'first'), new Blob(['first']));
    await outbox.putPhoto(KEY, await photo(P2, 'second'), new Blob(['second']));
    await outbox.sendNow();
    await soon(outbox, [{ state: 'waiting', last_error: 'no_signal' }]);
    await quiet();
    expect(new Set(heard.map(({ path }) => path))).toEqual(new Set(['/api/v1/venues/bayview/reports']));
    heard.length = 0;
    answer(kind);
    await outbox.sendNow();
    const sent = { state: 'sent' };
    await soon(outbox, [{ ...sent, amendments: [sent], messages: [sent], photos: [sent, sent] }]);
    expect(heard[0]).toMatchObject({ method: 'POST', path: '/api/v1/venues/bayview/reports' });
    const authorization = `Receipt ${RECEIPT}`;
    expect(heard.filter(({ method, path }) => method !== 'PUT' && !path.endsWith('/reports'))).toEqual([
      { method: 'PATCH', path: '/api/v1/reports/r-1', key: amendment.key, authorization, body: amendment.body },
      { method: 'POST', path: '/api/v1/reports/r-1/messages', key: message.key, authorization, body: message.body },
    ]);
    expect(puts(heard)).toEqual([
      { method: 'PUT', path: `/api/v1/reports/r-1/photos/${P1}`, key: undefined, authorization, body: 'first' },
      { method: 'PUT', path: `/api/v1/reports/r-1/photos/${P2}`, key: undefined, authorization, body: 'second' },
    ]);
  });

  test('photos that are named already are declared with the report', async () => {
    const { outbox, heard, answer } = await stand();
    answer(kind);
    const { state, ...declared } = await photo(P1, 'first');
    await outbox.put(report(undefined, { photos: [{ ...declared, state }] }));
    await outbox.putPhoto(KEY, { ...declared, state }, new Blob(['first']));
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent', photos: [{ state: 'sent' }] }]);
    expect(heard[0]?.body).toEqual({ ...report().body, photos: [declared] });
  });

  test('a photo that takes for ever holds back no words', async () => {
    const { outbox, heard, answer } = await stand();
    answer((asked) => (asked.method === 'PUT' ? silence(asked) : kind(asked)));
    await outbox.put(report());
    await outbox.putPhoto(KEY, await photo(P1, 'first'), new Blob(['first']));
    void outbox.sendNow();
    await vi.waitFor(() => expect(puts(heard)).toHaveLength(1), SOON);
    await soon(outbox, [{ photos: [{ state: 'sending' }] }]);
    await outbox.put(report(undefined, { messages: [message] }));
    void outbox.sendNow();
    await soon(outbox, [{ messages: [{ state: 'sent' }], photos: [{ state: 'sending' }] }]);
  });

  test('one photo that is refused holds back nothing else', async () => {
    const { outbox, answer } = await stand();
    answer((asked) => (asked.path.endsWith(P1) ? problem(415, 'unsupported_media') : kind(asked)));
    await outbox.put(report());
    await outbox.putPhoto(KEY, await photo(P1, 'text'), new Blob(['text']));
    await outbox.putPhoto(KEY, await photo(P2, 'photo'), new Blob(['photo']));
    await outbox.sendNow();
    await soon(outbox, [{ photos: [{ state: 'failed', last_error: 'unsupported_media' }, { state: 'sent' }] }]);
  });

  test('a photo is taken only for a report that is here, and only with the bytes that were named', async () => {
    const { outbox } = await stand();
    const named = await photo(P1, 'first');
    await expect(outbox.putPhoto(KEY, named, new Blob(['first']))).rejects.toThrow();
    await outbox.put(report());
    await expect(outbox.putPhoto(KEY, named, new Blob(['other']))).rejects.toThrow();
    expect(await outbox.photo(KEY, P1)).toBeUndefined();
    await soon(outbox, [{ photos: [] }]);
  });

  test('a photo that was taken back is never sent', async () => {
    const { outbox, heard, answer } = await stand();
    answer(nobody);
    await outbox.put(report());
    await outbox.putPhoto(KEY, await photo(P1, 'first'), new Blob(['first']));
    await outbox.removePhoto(KEY, P1);
    expect(await outbox.photo(KEY, P1)).toBeUndefined();
    answer(kind);
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent', photos: [] }]);
    await quiet();
    expect(puts(heard)).toEqual([]);
  });

  test('a report taken back before it left is never sent, and nothing of it is left', async () => {
    const { outbox, heard, answer, reopen } = await stand();
    answer(nobody);
    const other = '9c858901-8a57-4791-81fe-4c455b099bc9';
    await outbox.put(report(undefined, { next_try_at: '2026-11-20T15:00:00Z' }));
    expect(await outbox.takeBack(KEY, withdrawal)).toBe('erased');
    expect(await outbox.list()).toEqual([]);
    const again = await reopen();
    answer(kind);
    await again.put(report(other));
    await again.sendNow();
    await soon(again, [{ key: other, state: 'sent' }]);
    expect(new Set(heard.map(({ key }) => key))).toEqual(new Set([other]));
    expect(await again.takeBack(KEY, withdrawal)).toBe('erased');
  });

  test('a report that may have left is taken back by words that follow it', async () => {
    const { outbox, heard, answer } = await stand();
    answer(nobody);
    await outbox.put(report());
    await outbox.sendNow();
    await soon(outbox, [{ state: 'waiting', last_error: 'no_signal' }]);
    expect(await outbox.takeBack(KEY, withdrawal)).toBe('told');
    answer(kind);
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent', amendments: [{ state: 'sent' }] }]);
    expect(heard.at(-1)).toMatchObject({ method: 'PATCH', key: withdrawal.key, body: { withdraw: 'mistake' } });
  });

  test('what another phone carries is word for word what goes from here later', async () => {
    const { outbox, heard, answer, reopen } = await stand();
    answer(nobody);
    await outbox.put(report());
    const parcel = await outbox.parcel(KEY);
    expect(parcel).toEqual({ venue: 'bayview', key: KEY, body: report().body });
    await outbox.putPhoto(KEY, await photo(P1, 'first'), new Blob(['first']));
    const again = await reopen();
    answer(kind);
    await again.sendNow();
    await soon(again, [{ state: 'sent', photos: [{ state: 'sent' }] }]);
    for (const { body } of heard.filter(({ path }) => path.endsWith('/reports'))) expect(body).toEqual(parcel?.body);
    expect(await again.parcel(KEY)).toBeUndefined();
    expect(await again.parcel(P2)).toBeUndefined();
  });

  test('the sealed original of a photo goes to its own place, and is not declared', async () => {
    const { outbox, heard, answer } = await stand();
    answer(kind);
    const sealed = { ...(await photo(P2, 'sealed')), media_type: 'application/age', of: P1, claims: 'ab'.repeat(32) };
    await outbox.put(report(undefined, { next_try_at: '2026-11-20T15:00:00Z' }));
    await outbox.putPhoto(KEY, await photo(P1, 'first'), new Blob(['first']));
    await outbox.putPhoto(KEY, { ...sealed, alone: true }, new Blob(['sealed']));
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent', photos: [{ state: 'sent' }, { state: 'sent', of: P1, alone: true }] }]);
    expect(puts(heard).map(({ path, body }) => [path, body])).toEqual([
      [`/api/v1/reports/r-1/photos/${P1}`, 'first'],
      [`/api/v1/reports/r-1/photos/${P1}/original?alone=true`, 'sealed'],
    ]);
    for (const asked of heard)
      expect((asked.body as { photos?: { id: string }[] }).photos?.map(({ id }) => id) ?? []).not.toContain(P2);
  });

  test('over a line that breaks every 200 kB a large photo arrives whole', { timeout: 60_000 }, async () => {
    const { outbox, heard, answer, pass, reopen } = await stand();
    const content = 'photo '.repeat(850_000);
    const got: string[] = [];
    let room = 0;
    const through = (asked: Heard): string => {
      const body = typeof asked.body === 'string' ? asked.body : '';
      room -= body.length;
      if (room < 0) {
        room = 200_000;
        throw new TypeError('the line broke');
      }
      return body;
    };
    let whole = false;
    answer((asked) => {
      if (asked.method === 'GET') return Response.json({ offset: got.join('').length });
      if (asked.path.includes('/parts/')) {
        const body = through(asked);
        if (Number(asked.path.split('/').at(-1)) === got.join('').length) got.push(body);
        return created({ offset: got.join('').length });
      }
      if (asked.path.includes('parts=true')) whole = true;
      else if (asked.method === 'PUT') through(asked);
      return kind(asked);
    });
    await outbox.put(report());
    await outbox.putPhoto(KEY, await photo(P1, content), new Blob([content]));
    let standing = outbox;
    for (let tries = 0; tries < 160 && !whole; tries += 1) {
      if (tries === 5) standing = await reopen();
      await standing.sendNow();
      await quiet();
      await pass(200_000);
    }
    await soon(standing, [{ photos: [{ state: 'sent' }] }]);
    expect(got.join('')).toBe(content);
    const carried = heard.reduce((sum, { body }) => sum + (typeof body === 'string' ? body.length : 0), 0);
    expect(carried).toBeLessThan(content.length * 3.5);
  });

  test('a server that knows no parts gets the photo whole', async () => {
    const { outbox, heard, answer, pass } = await stand();
    const content = 'photo '.repeat(30_000);
    let tries = 0;
    answer((asked) => {
      if (asked.path.includes('/parts')) return problem(404, 'not_found');
      if (asked.method === 'PUT' && (tries += 1) === 1) throw new TypeError('no network');
      return kind(asked);
    });
    await outbox.put(report());
    await outbox.putPhoto(KEY, await photo(P1, content), new Blob([content]));
    await vi.waitFor(async () => {
      await outbox.sendNow();
      await pass(200_000);
      expect(await outbox.list()).toMatchObject([{ photos: [{ state: 'sent' }] }]);
    }, SOON);
    expect(heard.at(-1)?.body).toBe(content);
  });

  test('a photo that is held stays until its time has come, or until "Send now"', async () => {
    const { outbox, heard, answer } = await stand();
    answer(kind);
    await outbox.put(report());
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent' }]);
    const held = { ...(await photo(P1, 'first')), hold_until: '2026-11-20T14:01:45Z' };
    await outbox.putPhoto(KEY, held, new Blob(['first']));
    await outbox.put(report());
    await quiet();
    expect(puts(heard)).toHaveLength(0);
    await outbox.sendNow();
    await soon(outbox, [{ photos: [{ state: 'sent' }] }]);
  });

  test('put joins: what was sent stays sent, what is new is added', async () => {
    const { outbox, heard, answer } = await stand();
    answer(kind);
    await outbox.put(report());
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent' }]);
    await outbox.put(report(undefined, { messages: [message] }));
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent', receipt: RECEIPT, messages: [{ state: 'sent' }] }]);
    expect(heard.map(({ path }) => path)).toEqual(['/api/v1/venues/bayview/reports', '/api/v1/reports/r-1/messages']);
  });

  test('calls that come together send everything once', async () => {
    const { outbox, heard, answer } = await stand();
    answer(slowly);
    await outbox.put(report());
    await Promise.all([outbox.sendNow(), outbox.sendNow(), outbox.sendNow()]);
    await soon(outbox, [{ state: 'sent' }]);
    await quiet();
    expect(heard).toHaveLength(1);
  });

  test('two windows on one storage send everything once, and both see it', async () => {
    const { outbox, heard, answer, second } = await stand();
    answer(slowly);
    const other = await second();
    const later = report('9c858901-8a57-4791-81fe-4c455b099bc9', { created_at: '2026-11-20T14:05:00Z' });
    await Promise.all([outbox.put(report(undefined, { messages: [message] })), other.put(later)]);
    await outbox.putPhoto(KEY, await photo(P1, 'first'), new Blob(['first']));
    await Promise.all([outbox.sendNow(), other.sendNow()]);
    for (const window of [outbox, other]) {
      await vi.waitFor(async () => {
        await Promise.all([outbox.sendNow(), other.sendNow()]);
        const sent = { state: 'sent' };
        expect(await window.list()).toMatchObject([{ ...sent, messages: [sent], photos: [sent] }, sent]);
      }, SOON);
    }
    await quiet();
    const asked = heard.map(({ method, path, key }) => `${method} ${path} ${key}`);
    expect(new Set(asked).size).toBe(4);
    expect(asked).toHaveLength(4);
  });

  test('a report opened by its receipt is kept and never sent', async () => {
    const { outbox, heard } = await stand();
    await outbox.put(report(undefined, { state: 'sent', receipt: RECEIPT, report_id: 'r-9' }));
    await outbox.sendNow();
    await quiet();
    expect(heard).toHaveLength(0);
    expect(await outbox.list()).toMatchObject([{ state: 'sent', receipt: RECEIPT, report_id: 'r-9' }]);
  });

  test('only a person erases, and then nothing is left', async () => {
    const { outbox, answer, reopen } = await stand();
    answer(nobody);
    await outbox.put(report());
    await outbox.putPhoto(KEY, await photo(P1, 'first'), new Blob(['first']));
    await outbox.remove(KEY);
    expect(await outbox.list()).toEqual([]);
    expect(await outbox.photo(KEY, P1)).toBeUndefined();
    expect(await (await reopen()).list()).toEqual([]);
  });

  test('what was to be forgotten goes once it is all sent and its time has come, and not before', async () => {
    const { outbox, answer, pass } = await stand();
    answer((asked) => (asked.method === 'PUT' ? problem(503, 'unavailable') : kind(asked)));
    await outbox.put(report(undefined, { forget_after: '2026-11-20T14:16:00Z' }));
    await outbox.putPhoto(KEY, await photo(P1, 'first'), new Blob(['first']));
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent', photos: [{ state: 'waiting' }] }]);
    await pass(20 * 60_000);
    await outbox.sendNow();
    await quiet();
    await soon(outbox, [{ state: 'sent', photos: [{ state: 'waiting' }] }]);
    answer(kind);
    await vi.waitFor(async () => {
      await outbox.sendNow();
      expect(await outbox.list()).toEqual([]);
    }, SOON);
  });

  test('every change is told', async () => {
    const { outbox, answer } = await stand();
    answer(kind);
    let told = 0;
    const stop = outbox.onChange(() => (told += 1));
    await outbox.put(report());
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent' }]);
    await quiet();
    expect(told).toBeGreaterThanOrEqual(2);
    const before = told;
    stop();
    await outbox.remove(KEY);
    await quiet();
    expect(told).toBe(before);
  });
}

/**
 * Everything at once, in any order: reports, photos and messages are put while the server stores and answers, stores and
 * hangs up, is slow, is full, refuses, and while the app is killed and opened anew. In the end each thing has arrived, once.
 */
export function outboxInAnyOrder(stand: () => Promise<Stand>, rounds: number): void {
  test(`${rounds} random orders lose nothing and double nothing`, { timeout: 600_000 }, async () => {
    const { answer, pass, reopen, outbox: first } = await stand();
    let outbox = first;
    const dice = randomFrom(0x5ee5ac7);
    const server = new Desk(dice);
    answer((asked) => server.hear(asked));
    const promised: { report: string; parts: string[] }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const [key, photoId, messageKey] = [uuidFrom(dice), uuidFrom(dice), uuidFrom(dice)];
      const mine = report(key, { created_at: new Date(Date.UTC(2026, 10, 20) + round * 1000).toISOString() });
      const parts: string[] = [];
      promised.push({ report: key, parts });
      await outbox.put(mine);
      const steps = [
        async () => {
          await outbox.putPhoto(key, await photo(photoId, photoId), new Blob([photoId]));
          parts.push(photoId);
        },
        async () => {
          await outbox.put({ ...mine, messages: [{ ...message, key: messageKey }] });
          parts.push(messageKey);
        },
        () => outbox.put(mine),
        async () => abandoned(outbox),
        () => outbox.sendNow(),
        () => pass(dice(200_000)),
        async () => {
          abandoned(outbox);
          if (dice(3) === 0) outbox = await reopen();
        },
      ];
      const order = steps.map((step) => ({ step, at: dice(1_000) })).sort((a, b) => a.at - b.at);
      for (const { step } of order.slice(0, 3 + dice(5))) await step();
      // What is through is erased, as people do: a phone does not keep a thousand reports.
      if (round % 25 === 24) {
        server.isWell = true;
        await settle(outbox, pass);
        server.isWell = false;
      }
    }
    server.isWell = true;
    await settle(outbox, pass);
    const parts = promised.flatMap((one) => one.parts);
    expect(promised.map((one) => one.report).filter((name) => !server.reports.has(name))).toEqual([]);
    expect(parts.filter((name) => !server.parts.has(name))).toEqual([]);
    // Whatever came twice came under its one key; under a key that nobody made, nothing came.
    expect([server.reports.size, server.parts.size]).toEqual([rounds, parts.length]);
  });
}

/** The app may be killed before this is answered. */
function abandoned(outbox: Outbox): void {
  outbox.sendNow().catch(() => undefined);
}

async function settle(outbox: Outbox, pass: Stand['pass']): Promise<void> {
  await vi.waitFor(
    async () => {
      await pass(3_700_000);
      await outbox.sendNow();
      const items = await outbox.list();
      const open = items.filter(
        (item) => item.state !== 'sent' || [...item.photos, ...item.messages].some(({ state }) => state !== 'sent'),
      );
      expect(open).toEqual([]);
    },
    { timeout: 60_000, interval: 5 },
  );
  for (const { key } of await outbox.list()) await outbox.remove(key);
}

/** A server as bad as they come, with a memory that is not. */
class Desk {
  readonly reports = new Map<string, string>();
  /** Photos and messages. */
  readonly parts = new Map<string, string>();
  readonly #amendments = new Map<string, string>();
  isWell = false;
  #dice: (end: number) => number;

  constructor(dice: (end: number) => number) {
    this.#dice = dice;
  }

  async hear(asked: Heard): Promise<Response> {
    const mood = this.isWell ? 9 : this.#dice(14);
    if (mood === 0) throw new TypeError('no network');
    if (mood === 1) return problem(503, 'unavailable');
    if (mood === 2) return problem(409, 'in_flight');
    if (mood === 3) return problem(429, 'rate_limited', { 'Retry-After': String(1 + this.#dice(30)) });
    if (mood === 4) await new Promise((done) => setTimeout(done, 2));
    const answer = this.#take(asked, mood === 5);
    if (mood === 6) throw new TypeError('stored, and the line is gone');
    return answer;
  }

  #take(asked: Heard, refuse: boolean): Response {
    const body = JSON.stringify(asked.body);
    const name = asked.key ?? asked.path.split('/').at(-1)!;
    const isReport = asked.path.endsWith('/reports');
    const shelf = isReport ? this.reports : asked.method === 'PATCH' ? this.#amendments : this.parts;
    const known = shelf.get(name);
    if (known !== undefined && known !== body) return problem(422, 'key_reused');
    // A 4xx has stored nothing: what is known already is answered as before.
    if (known === undefined && refuse) return problem(413, 'too_large');
    shelf.set(name, body);
    if (isReport) {
      return created({
        id: name,
        receipt: RECEIPT,
        received_at: '2026-11-20T14:02:00Z',
        emergency: { show: false, number: '112' },
      });
    }
    return created({ id: name, at: '2026-11-20T14:03:00Z' });
  }
}

/** Numbers below `end`, the same each time. */
function randomFrom(seed: number): (end: number) => number {
  let state = seed >>> 0;
  return (end) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
}

function uuidFrom(dice: (end: number) => number): string {
  const digits = Array.from({ length: 32 }, () => dice(16).toString(16)).join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
}

const SOON = { timeout: 5_000, interval: 20 };

/** What the outbox must list before long. */
export async function soon(outbox: Outbox, items: object[]): Promise<void> {
  await vi.waitFor(async () => expect(await outbox.list()).toMatchObject(items), SOON);
}

/** Long enough for anything that should not be sent to have been sent. */
export function quiet(): Promise<void> {
  return new Promise((done) => setTimeout(done, 150));
}

const slowly: Script = async (asked) => {
  await new Promise((done) => setTimeout(done, 20));
  return kind(asked);
};

const puts = (heard: Heard[]): Heard[] => heard.filter(({ method }) => method === 'PUT');

function inShort(): object {
  const { category, place, narrative } = report().body;
  return { category, place, narrative };
}

async function photo(id: string, content: string): Promise<OutboxPhoto> {
  const bytes = new TextEncoder().encode(content);
  return { id, media_type: 'image/jpeg', bytes: bytes.length, sha256: hex(await sha256(bytes)), state: 'waiting' };
}
