import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { report } from '../testing';
import type { Report } from '../wire';
import { Detail } from './detail.svelte';
import type { Session } from './session.svelte';

const PAGE = 3;
const id = (nth: number) => `r-${String(nth).padStart(3, '0')}`;

/** A server whose incidents have so many reports, read three at a time. */
function server(counts: Record<string, number>) {
  const held = new Map(
    Object.entries(counts).map(([incident, count]): [string, Report[]] => [
      incident,
      Array.from({ length: count }, (_, nth) => report({ id: id(nth + 1) })),
    ]),
  );
  const asked: string[] = [];
  let down: 'all' | 'pages' | undefined;
  const read = async (path: string, { reports_cursor }: { reports_cursor?: string } = {}) => {
    const incident = path.split('/').at(-1)!;
    asked.push(reports_cursor === undefined ? incident : `${incident} after ${reports_cursor}`);
    await Promise.resolve();
    if (down === 'all' || (down && reports_cursor !== undefined)) throw new Error('the line is down');
    const all = held.get(incident)!;
    const rest = all.filter((one) => reports_cursor === undefined || one.id > reports_cursor);
    const reports = rest.slice(0, PAGE);
    const more = rest.length > PAGE ? { reports_cursor: reports.at(-1)!.id } : {};
    return { id: incident, report_count: all.length, reports, ...more };
  };
  const cut = (is: typeof down) => (down = is);
  return { session: { read } as unknown as Session, held, asked, cut };
}

const ids = (detail: Detail) => detail.whole?.reports.map((one) => one.id);
const upTo = (count: number) => Array.from({ length: count }, (_, nth) => id(nth + 1));
const settle = () => vi.advanceTimersByTimeAsync(5_000);

describe('the chosen incident', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is shown with its first reports, and the rest is read page by page', async () => {
    const { session, asked } = server({ a: 8 });
    const detail = new Detail(session);
    detail.show('a');
    await vi.advanceTimersByTimeAsync(1);
    expect(ids(detail)).toEqual(upTo(3));
    expect(detail.whole?.reports_cursor).toBe(id(3));
    await settle();
    expect(ids(detail)).toEqual(upTo(8));
    expect(detail.whole?.reports_cursor).toBeUndefined();
    expect(asked).toEqual(['a', `a after ${id(3)}`, `a after ${id(6)}`]);
  });

  it('stops reading one that is no longer chosen', async () => {
    const { session, asked } = server({ a: 30, b: 4 });
    const detail = new Detail(session);
    detail.show('a');
    await vi.advanceTimersByTimeAsync(1);
    detail.show('b');
    await settle();
    expect(ids(detail)).toEqual(upTo(4));
    expect(asked.filter((one) => one.startsWith('a'))).toHaveLength(1);
  });

  it('keeps what it has read when an event arrives, and reads only the page that changed', async () => {
    const { session, held, asked } = server({ a: 8 });
    const detail = new Detail(session);
    detail.show('a');
    await settle();
    asked.length = 0;
    held.get('a')![4] = report({ id: id(5), language: 'es' });
    detail.changed('a', 'report.amended', { report: id(5) });
    await vi.advanceTimersByTimeAsync(151);
    expect(ids(detail)).toEqual(upTo(8));
    await settle();
    expect(detail.whole?.reports[4]?.language).toBe('es');
    expect(ids(detail)).toEqual(upTo(8));
    expect(asked).toEqual(['a', `a after ${id(4)}`]);
  });

  it('reads nothing but the incident where no report changed', async () => {
    const { session, asked } = server({ a: 8 });
    const detail = new Detail(session);
    detail.show('a');
    await settle();
    asked.length = 0;
    detail.changed('a', 'note.added', {});
    detail.changed('a', 'page.sent', {});
    await settle();
    expect(asked).toEqual(['a']);
    expect(ids(detail)).toEqual(upTo(8));
  });

  it('puts who joins behind the others, without ever calling itself incomplete', async () => {
    const { session, held } = server({ a: 8 });
    const detail = new Detail(session);
    detail.show('a');
    await settle();
    held.get('a')!.push(report({ id: id(9) }));
    detail.changed('a', 'incident.joined', { report: id(9) });
    await vi.advanceTimersByTimeAsync(151);
    expect(detail.whole?.reports_cursor).toBeUndefined();
    await settle();
    expect(ids(detail)).toEqual(upTo(9));
  });

  it('loses what was split off, and takes in what came by a merge, each in its place', async () => {
    const { session, held } = server({ a: 8 });
    const detail = new Detail(session);
    detail.show('a');
    await settle();
    const all = held.get('a')!;
    all.splice(5, 1);
    detail.changed('a', 'incident.split', { reports: [id(6)] });
    await settle();
    const left = upTo(8).filter((one) => one !== id(6));
    expect(ids(detail)).toEqual(left);
    all.splice(4, 0, report({ id: 'r-004-b' }));
    detail.changed('a', 'incident.merged', { reports: ['r-004-b'] });
    await settle();
    expect(ids(detail)).toEqual([...upTo(4), 'r-004-b', ...left.slice(4)]);
  });

  it('says that it is not whole while the line is down, and goes on when it is there', async () => {
    const { session, cut } = server({ a: 8 });
    const detail = new Detail(session);
    detail.show('a');
    await vi.advanceTimersByTimeAsync(1);
    cut('all');
    await settle();
    expect([ids(detail), detail.whole?.reports_cursor]).toEqual([upTo(3), id(3)]);
    cut(undefined);
    detail.again();
    await settle();
    expect([ids(detail), detail.whole?.reports_cursor]).toEqual([upTo(8), undefined]);
  });

  it('says so as well when it could not read who joined', async () => {
    const { session, held, cut } = server({ a: 8 });
    const detail = new Detail(session);
    detail.show('a');
    await settle();
    held.get('a')!.push(report({ id: id(9) }));
    cut('pages');
    detail.changed('a', 'incident.joined', { report: id(9) });
    await settle();
    expect([ids(detail), detail.whole?.reports_cursor]).toEqual([upTo(8), id(8)]);
    cut(undefined);
    detail.changed('a', 'page.sent', {});
    await settle();
    expect([ids(detail), detail.whole?.reports_cursor]).toEqual([upTo(9), undefined]);
  });

  it('misses nobody who joins while it reads who joined before', async () => {
    const { session, held } = server({ a: 8 });
    const detail = new Detail(session);
    detail.show('a');
    await settle();
    for (let nth = 9; nth < 15; nth++) {
      held.get('a')!.push(report({ id: id(nth) }));
      detail.changed('a', 'incident.joined', { report: id(nth) });
      await vi.advanceTimersByTimeAsync(150);
      held.get('a')!.push(report({ id: `${id(nth)}-b` }));
      void detail.reload();
    }
    await settle();
    expect(ids(detail)).toEqual(held.get('a')!.map((one) => one.id));
  });

  it('reads only what is asked for where a phone pays for each page', async () => {
    const { session } = server({ a: 8 });
    const detail = new Detail(session);
    detail.thrifty = true;
    detail.show('a');
    await settle();
    expect(ids(detail)).toEqual(upTo(3));
    await detail.more();
    expect(ids(detail)).toEqual(upTo(6));
  });
});
