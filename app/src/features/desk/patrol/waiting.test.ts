import { describe, expect, it } from 'vitest';
import { isFirstCall } from '../state/commands.svelte';
import { incident } from '../testing';
import { again, asIf, filesOf, followers, isBehindCall, isThere, nextOf, rebased, type Done } from './waiting';

const done = (over: Partial<Done> = {}): Done => ({
  by: 'o-1',
  incident: 'i-1',
  number: 'A-0421',
  act: 'acknowledge',
  command: 'acknowledge',
  body: { version: 1 },
  at: '2026-11-14T03:01:00Z',
  ...over,
});
const rows = (...all: Done[]) => all.map((value, at) => ({ id: at + 1, value }));

describe('what waits on the phone', () => {
  it('goes oldest first, never under another name, and not what was refused', () => {
    const all = rows(done({ by: 'o-2' }), done({ refused: {} }), done({ act: 'note' }), done());
    expect(nextOf(all, 'o-1')?.id).toBe(3);
    expect(nextOf(all, 'o-3')).toBeUndefined();
  });
  it('rests on what the act before it left, on the same incident alone', () => {
    const step = done({ act: 'en_route', command: 'status', body: { version: 2, to: 'en_route' } });
    const all = rows(
      done(),
      step,
      done({ command: 'note', body: { text: 'shut' } }),
      done({ incident: 'i-2' }),
      done({ by: 'o-2' }),
    );
    expect(followers(all, all[0]!).map(({ id }) => id)).toEqual([2]);
    expect(rebased(step, 7).body).toEqual({ version: 7, to: 'en_route' });
  });
  it('is shown as if it had been sent', () => {
    const both = [done(), done({ command: 'status', body: { version: 2, to: 'en_route' } })];
    const shown = asIf(incident(), both, { id: 'o-1', name: 'Ines' });
    expect(shown).toMatchObject({ status: 'en_route', version: 3, assignee: { id: 'o-1' } });
    expect(shown.owes).toBeUndefined();
    expect(asIf(incident(), [done({ refused: {} })], { id: 'o-1', name: 'Ines' })).toEqual(incident());
  });
  it('was sent already where the server stands exactly there', () => {
    const mine = { assignee: { id: 'o-1', label: 'Ines' } };
    expect(isThere(done(), incident({ version: 2, status: 'acknowledged', ...mine }), 'o-1')).toBe(true);
    expect(isThere(done(), incident({ version: 3, status: 'acknowledged', ...mine }), 'o-1')).toBe(false);
    const ren = { assignee: { id: 'o-2', label: 'Ren' } };
    expect(isThere(done(), incident({ version: 2, status: 'acknowledged', ...ren }), 'o-1')).toBe(false);
  });
  it('stands behind a call for help of its own officer, and behind nothing else', () => {
    expect(isBehindCall(done(), incident({ version: 2 }), 2)).toBe(true);
    expect(isBehindCall(done(), incident({ version: 3 }), 2)).toBe(false);
    expect(isBehindCall(done(), incident({ version: 3 }), 3)).toBe(false);
    expect(isBehindCall(done(), incident({ version: 2 }), undefined)).toBe(false);
  });
  it('knows which version a call for help left, and takes nobody else’s for it', () => {
    const at = '2026-11-14T03:01:00Z';
    const mine = { help: { by: { id: 'o-1', label: 'Ines' }, at } };
    expect(isFirstCall(incident({ version: 1 }), incident({ version: 2, ...mine }), 'o-1')).toBe(true);
    // Somebody moved it in between; or the call was made before, and what is new is theirs.
    expect(isFirstCall(incident({ version: 1 }), incident({ version: 3, ...mine }), 'o-1')).toBe(false);
    expect(isFirstCall(incident({ version: 2, ...mine }), incident({ version: 3, ...mine }), 'o-1')).toBe(false);
    expect(isFirstCall(undefined, incident({ version: 1, ...mine }), 'o-1')).toBe(false);
  });
  it('sends words before photos, and of photos the one that failed least', () => {
    const taken = (photo: string, tries?: number) =>
      done({
        command: 'photo',
        act: 'photo',
        body: {},
        taken: { photo, clean: { sha256: '' } },
        ...(tries && { tries }),
      });
    expect(nextOf(rows(taken('a'), done({ command: 'note' })), 'o-1')?.id).toBe(2);
    expect(nextOf(rows(taken('a', 2), taken('b', 1), taken('c', 1)), 'o-1')?.id).toBe(2);
    expect(nextOf(rows(done({ refused: { why: 'bad' } }), taken('a')), 'o-1')?.id).toBe(2);
  });
  it('is taken up again on what stands now', () => {
    const bad = done({ refused: { why: 'no' }, tries: 3 });
    expect(again(bad, incident({ version: 9 }))).toEqual(done({ body: { version: 9 } }));
    expect(again(done({ command: 'note', body: { text: 'x' }, refused: {} }), incident()).body).toEqual({ text: 'x' });
  });
  it('names the files that are still needed', () => {
    const half = done({ taken: { photo: 'a', original: { sha256: '' } } });
    expect([...filesOf(rows(half, done()))]).toEqual(['a/original']);
  });
});
