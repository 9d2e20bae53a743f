import { expect, test } from 'vitest';
import { created, kind, problem, quiet, report, soon, type Stand } from './contract';
import type { Badge } from './device';

const ALICE: Badge = {
  account: '0193-alice',
  token: 'pass-of-alice',
  until: '2026-12-20T00:00:00Z',
  name: 'Alice Ramp',
  employer: 'Harbour Handling',
  badge: 'H-1042',
  authority: 'Bayview',
  venues: ['bayview'],
};
const BOB: Badge = { ...ALICE, account: '0193-bob', token: 'pass-of-bob', name: 'Bob Berth' };
const named = () => report(undefined, { by: ALICE.account });
const begun = (narrative: string) =>
  report(undefined, { draft: { name: 'The grey van' }, body: { category: 'info.other', place: {}, narrative } });

/** What every outbox promises about names and about what is only begun, whichever device it lives on. */
export function outboxOfNames(stand: () => Promise<Stand>): void {
  test('what goes under a name carries the badge, and what follows the receipt alone', async () => {
    const { outbox, heard, answer } = await stand();
    answer(kind);
    await outbox.keepBadge(ALICE);
    const message = {
      key: '6a0f2c67-0a31-4c3a-9f0b-0000000000b1',
      body: { text: 'It left' },
      state: 'waiting' as const,
    };
    await outbox.put({ ...named(), messages: [message] });
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent', messages: [{ state: 'sent' }] }]);
    expect(heard.map(({ authorization }) => authorization?.split(' ')[0])).toEqual(['Bearer', 'Receipt']);
    expect(heard[0]?.authorization).toBe(`Bearer ${ALICE.token}`);
  });

  test('without a name nothing tells whose badge is here', async () => {
    const { outbox, heard, answer } = await stand();
    answer(kind);
    await outbox.keepBadge(ALICE);
    await outbox.put(report());
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent' }]);
    expect(heard.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  test('a badge outlives the app, whole, until it is let go', async () => {
    const { outbox, reopen } = await stand();
    expect(await outbox.badge()).toBeUndefined();
    await outbox.keepBadge(ALICE);
    const again = await reopen();
    expect(await again.badge()).toEqual(ALICE);
    await again.keepBadge(undefined);
    expect(await again.badge()).toBeUndefined();
  });

  test("it waits for the badge of whoever filed it, and never goes under another's", async () => {
    const { outbox, heard, answer } = await stand();
    answer(kind);
    await outbox.put(named());
    await outbox.keepBadge(BOB);
    await outbox.sendNow();
    await soon(outbox, [{ state: 'waiting', last_error: 'sign_in_needed' }]);
    await quiet();
    expect(heard).toEqual([]);
    await outbox.keepBadge(ALICE);
    await soon(outbox, [{ state: 'sent' }]);
    expect(heard.map(({ authorization }) => authorization)).toEqual([`Bearer ${ALICE.token}`]);
  });

  test('a badge that is no longer good is said, and a new one sends it', async () => {
    const { outbox, answer } = await stand();
    answer((asked) => (asked.authorization === `Bearer ${ALICE.token}` ? problem(401, 'unauthorized') : kind(asked)));
    await outbox.keepBadge(ALICE);
    await outbox.put(named());
    await outbox.sendNow();
    await soon(outbox, [{ state: 'waiting', last_error: 'sign_in_needed' }]);
    await outbox.keepBadge({ ...ALICE, token: 'fresh' });
    await soon(outbox, [{ state: 'sent' }]);
  });

  test('asked to, it goes without the name, once and under the same key', async () => {
    const { outbox, heard, answer } = await stand();
    answer(kind);
    await outbox.put(named());
    await outbox.sendNow();
    await soon(outbox, [{ last_error: 'sign_in_needed' }]);
    await outbox.unname(named().key);
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent' }]);
    expect(heard).toMatchObject([{ key: named().key, authorization: undefined }]);
  });

  test('what waits for a badge has not left: taken back, nobody ever hears of it', async () => {
    const { outbox, heard, answer } = await stand();
    answer(kind);
    await outbox.put(named());
    await outbox.sendNow();
    await soon(outbox, [{ last_error: 'sign_in_needed' }]);
    const amendment = {
      key: '6a0f2c67-0a31-4c3a-9f0b-0000000000b2',
      body: { withdraw: 'mistake' },
      state: 'waiting' as const,
    };
    expect(await outbox.takeBack(named().key, amendment)).toBe('erased');
    await outbox.keepBadge(ALICE);
    await quiet();
    expect(heard).toEqual([]);
  });

  test('danger to life waits for no badge', async () => {
    const { outbox, heard, answer } = await stand();
    answer((asked) => (asked.authorization ? problem(401, 'unauthorized') : kind(asked)));
    const danger = { ...named(), body: { ...report().body, category: 'danger.weapon' } };
    await outbox.put(danger);
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent' }]);
    const other = { ...danger, key: '2f1d5c1e-8a44-4b39-9d63-1b8f0c2f5a09', created_at: '2026-11-20T14:01:30Z' };
    await outbox.keepBadge(ALICE);
    await outbox.put(other);
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent' }, { state: 'sent' }]);
    expect(heard.map(({ key, authorization }) => [key, authorization])).toEqual([
      [danger.key, undefined],
      [other.key, `Bearer ${ALICE.token}`],
      [other.key, undefined],
    ]);
    const practice = { ...danger, key: '2f1d5c1e-8a44-4b39-9d63-1b8f0c2f5a0a', created_at: '2026-11-20T14:01:40Z' };
    await outbox.keepBadge(undefined);
    await outbox.put({ ...practice, body: { ...danger.body, drill: true } });
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent' }, { state: 'sent' }, { last_error: 'sign_in_needed' }]);
  });

  test('that it is confidential, or an exercise, is never left out', async () => {
    const { outbox, heard, answer } = await stand();
    answer((asked) => ('answers' in (asked.body as object) ? problem(400, 'unknown_question') : kind(asked)));
    const said = { confidential: { not_for: ['0193-officer'] }, drill: true };
    const body = { ...report().body, ...said };
    await outbox.keepBadge(ALICE);
    await outbox.put({ ...named(), body });
    await outbox.sendNow();
    await soon(outbox, [{ state: 'sent' }]);
    const { answers: _left, ...short } = body;
    expect(heard.filter(({ method }) => method === 'POST').map((asked) => asked.body)).toEqual([body, short]);
  });

  test('a draft never leaves, may be said anew, survives, and goes when it is put as a report', async () => {
    const { outbox, heard, answer, reopen } = await stand();
    answer(kind);
    await outbox.put(begun('A gr'));
    await outbox.put(begun('A grey van, twice'));
    await outbox.sendNow();
    await quiet();
    expect(heard).toEqual([]);
    expect(await outbox.parcel(begun('').key)).toBeUndefined();
    const again = await reopen();
    expect(await again.list()).toMatchObject([
      { draft: { name: 'The grey van' }, body: { narrative: 'A grey van, twice' } },
    ]);
    const wished = { created_at: '2026-11-20T15:00:00Z', forget_after: '2026-11-20T15:15:00Z' };
    await again.put(report(undefined, wished));
    await again.sendNow();
    await soon(again, [{ state: 'sent', body: report().body, ...wished }]);
    expect((await again.list())[0]).not.toHaveProperty('draft');
    expect(heard.map((asked) => asked.body)).toEqual([report().body]);
  });

  test('a draft keeps under whose badge it was begun, whoever wears one since, and goes under whom it is filed', async () => {
    const { outbox, heard, answer, reopen } = await stand();
    answer(kind);
    await outbox.keepBadge(ALICE);
    await outbox.put({ ...begun('A gr'), by: ALICE.account });
    await outbox.put({ ...begun('A grey van'), by: ALICE.account });
    const again = await reopen();
    await again.keepBadge(BOB);
    await again.sendNow();
    await quiet();
    expect(heard).toEqual([]);
    expect(await again.list()).toMatchObject([{ by: ALICE.account, body: { narrative: 'A grey van' } }]);
    await again.keepBadge(ALICE);
    await again.put(named());
    await again.sendNow();
    await soon(again, [{ state: 'sent' }]);
    expect(heard.map(({ authorization }) => authorization)).toEqual([`Bearer ${ALICE.token}`]);
  });

  test('asked to, everything goes from the device, and stays gone', async () => {
    const { outbox, answer, reopen } = await stand();
    answer(() => problem(503, 'unavailable'));
    await outbox.keepBadge(ALICE);
    await outbox.put(report());
    await outbox.put({ ...begun('Another'), key: '2f1d5c1e-8a44-4b39-9d63-1b8f0c2f5a02' });
    await outbox.clear();
    expect(await outbox.list()).toEqual([]);
    const again = await reopen();
    expect(await again.list()).toEqual([]);
    expect(await again.badge()).toBeUndefined();
  });

  test('several drafts and reports stand side by side', async () => {
    const { outbox, answer } = await stand();
    answer(() => created({ id: 'r-1', receipt: 'R', received_at: '2026-11-20T14:02:00Z' }));
    const other = { ...begun('Another'), key: '2f1d5c1e-8a44-4b39-9d63-1b8f0c2f5a02', draft: { name: 'Gate 4' } };
    const third = report('2f1d5c1e-8a44-4b39-9d63-1b8f0c2f5a03', { created_at: '2026-11-20T14:01:09Z' });
    await outbox.put(begun('One'));
    await outbox.put(other);
    await outbox.put(third);
    await outbox.sendNow();
    const byKey = async () => Object.fromEntries((await outbox.list()).map((item) => [item.key, item]));
    await expect.poll(async () => (await byKey())[third.key]?.state, { timeout: 5_000 }).toBe('sent');
    expect((await byKey())[other.key]).toMatchObject({ draft: { name: 'Gate 4' }, state: 'waiting' });
    await outbox.remove(other.key);
    expect(Object.keys(await byKey()).sort()).toEqual([begun('').key, third.key].sort());
  });
}
