import { afterEach, describe, expect, it, vi } from 'vitest';
import { heard, incident, officer } from '../testing';
import type { Incident } from '../wire';
import { NOTHING } from '../filter';
import { OVER_KEPT } from '../letting-go';
import { Desk } from './desk.svelte';
import type { Session } from './session.svelte';

/** A server with a list and a stream that says what the test wants. */
function server(standing: Incident[], seq = 10) {
  const encoder = new TextEncoder();
  let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  const asked: (string | null)[] = [];
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    asked.push(new Headers(init.headers).get('Last-Event-ID'));
    return new Response(new ReadableStream({ start: (controller) => void (stream = controller) }));
  });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  const read = async (path: string, query: Record<string, string> = {}) => {
    if (query['q']) return { items: [incident({ id: query['q'], number: query['q'], status: 'closed' })], seq: 9_999 };
    if (path === '/desk/incidents') return { items: query['status']?.includes('open') ? standing : [], seq };
    if (path.startsWith('/venues')) return { id: 'bayview', floors: [] };
    return { items: [] };
  };
  const session = { me: officer(), read, headers: () => ({}), renew: async () => false } as unknown as Session;
  const tell = (at: number, kind: string, told: Incident) => {
    const data = JSON.stringify({ seq: at, kind, incident: told });
    stream!.enqueue(encoder.encode(`id: ${at}\nevent: ${kind}\ndata: ${data}\n\n`));
  };
  return { session, tell, asked };
}

describe('the desk', () => {
  let desk: Desk;
  afterEach(() => {
    desk.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('goes on from the list to the stream with nothing between them', async () => {
    const { session, tell, asked } = server([incident({ id: 'a' })]);
    desk = new Desk(session);
    await desk.open('bayview');
    await vi.waitFor(() => expect(desk.isLive).toBe(true));
    expect(asked).toEqual(['10']);
    tell(11, 'incident.opened', incident({ id: 'b', priority: 1 }));
    await vi.waitFor(() => expect(desk.order).toEqual(['b', 'a']));
    expect(desk.alarms.map((alarm) => alarm.id)).toEqual(['b']);
    expect(desk.fresh.has('b')).toBe(true);
  });

  it('sounds again for a P1 that was raised after somebody had acknowledged it', async () => {
    const held = heard({ id: 'a', priority: 2, status: 'en_route' });
    const { session, tell } = server([held]);
    desk = new Desk(session);
    await desk.open('bayview');
    await vi.waitFor(() => expect(desk.isLive).toBe(true));
    expect(desk.alarms).toEqual([]);
    tell(11, 'incident.raised', {
      ...held,
      version: 2,
      priority: 1,
      owes: 'acknowledge',
      due_at: '2026-11-14T03:09:00Z',
    });
    await vi.waitFor(() => expect(desk.alarms.map((alarm) => alarm.id)).toEqual(['a']));
  });

  it('keeps the chosen row chosen while others come, and marks it unread no more', async () => {
    const { session, tell } = server([incident({ id: 'a' })]);
    desk = new Desk(session);
    await desk.open('bayview');
    await vi.waitFor(() => expect(desk.isLive).toBe(true));
    desk.select('a');
    tell(11, 'incident.opened', incident({ id: 'b', due_at: '2026-11-14T03:00:30Z' }));
    tell(12, 'message.received', incident({ id: 'a', report_count: 2 }));
    await vi.waitFor(() => expect(desk.chosen?.report_count).toBe(2));
    expect(desk.selected).toBe('a');
    expect(desk.fresh.has('a')).toBe(false);
  });

  it('does not let a late event undo what a command answered', async () => {
    const { session, tell } = server([incident({ id: 'a' })]);
    desk = new Desk(session);
    await desk.open('bayview');
    await vi.waitFor(() => expect(desk.isLive).toBe(true));
    desk.answer(heard({ id: 'a', version: 2 }));
    tell(11, 'page.sent', incident({ id: 'a', version: 1 }));
    tell(12, 'incident.opened', incident({ id: 'c' }));
    await vi.waitFor(() => expect(desk.incidents).toHaveLength(2));
    expect(desk.incidents.find((one) => one.id === 'a')?.status).toBe('acknowledged');
  });

  it('lets go of what is over for long, but not of what is looked at, and finds it again by its number', async () => {
    const { session, tell } = server([incident({ id: 'stands' })]);
    desk = new Desk(session);
    await desk.open('bayview');
    await vi.waitFor(() => expect(desk.isLive).toBe(true));
    desk.now = Date.parse('2026-11-16T03:00:00Z');
    desk.select('A-0');
    for (let nth = 0; nth < OVER_KEPT + 3; nth++)
      tell(20 + nth, 'incident.closed', incident({ id: `A-${nth}`, number: `A-${nth}`, status: 'closed' }));
    await vi.waitFor(() => expect(desk.byId(`A-${OVER_KEPT + 2}`)).toBeDefined());
    expect(desk.incidents).toHaveLength(OVER_KEPT + 2);
    expect([desk.byId('stands'), desk.byId('A-0')]).not.toContain(undefined);
    expect([desk.byId('A-1'), desk.byId('A-2')]).toEqual([undefined, undefined]);
    expect(desk.fresh.has('A-1')).toBe(false);
    await desk.reach('A-1');
    expect(desk.chosen?.id).toBe('A-1');
  });

  it('knows the last news that it heard, and gives no time to what came while the line was found again', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime('2026-11-14T03:04:00Z');
    const { session, tell } = server([incident({ id: 'a' })]);
    desk = new Desk(session);
    await desk.open('bayview');
    await vi.waitFor(() => expect(desk.isLive).toBe(true));
    const news = () => desk.newsOf(desk.byId('a')!);
    tell(11, 'message.received', incident({ id: 'a', version: 2 }));
    await vi.waitFor(() => expect(desk.byId('a')?.version).toBe(2));
    expect(news()).toBeUndefined();
    vi.setSystemTime('2026-11-14T03:09:00Z');
    desk.now = Date.now();
    tell(12, 'page.sent', incident({ id: 'a', version: 3 }));
    await vi.waitFor(() => expect(desk.byId('a')?.version).toBe(3));
    expect(news()).toBeUndefined();
    tell(13, 'message.received', incident({ id: 'a', version: 4 }));
    await vi.waitFor(() => expect(desk.byId('a')?.version).toBe(4));
    expect(news()).toBe(Date.parse('2026-11-14T03:09:00Z'));
  });

  it('ignores another venue, and finds rows by number', async () => {
    const { session, tell } = server([
      incident({ id: 'a', number: 'A-0001' }),
      incident({ id: 'b', number: 'A-0002' }),
    ]);
    desk = new Desk(session);
    await desk.open('bayview');
    await vi.waitFor(() => expect(desk.isLive).toBe(true));
    tell(11, 'incident.opened', incident({ id: 'x', venue: 'elsewhere' }));
    desk.search('0002');
    expect(desk.order).toEqual(['b']);
    desk.search('');
    expect(desk.order).toEqual(['a', 'b']);
  });
});

/** More stand than the desk reads in the beginning: 1,300 of a venue, the last 100 of my own post, and only the very last told by staff. */
describe('the desk of a venue that is full', () => {
  const ALL = 1_300;
  const PAGE = 200;
  const VENUE = { id: 'bayview', floors: [], zones: { features: [] } };
  const post = { id: 'p-1', label: 'T1 patrol' };
  const nameOf = (nth: number) => `i-${String(nth).padStart(4, '0')}`;
  const standing = Array.from({ length: ALL }, (_, nth) =>
    heard({ id: nameOf(nth), number: `A-${nth}`, priority: nth < 10 ? 1 : 3, ...(nth >= ALL - 100 && { post }) }),
  );
  let desk: Desk;
  let refuse = false;
  let asked: Record<string, string>[] = [];

  async function open(): Promise<Desk> {
    const { session } = server([]);
    const read = async (path: string, query: Record<string, string> = {}) => {
      if (path !== '/desk/incidents') return path.startsWith('/venues') ? VENUE : { items: [] };
      asked.push(query);
      if (refuse) throw new Error('no line');
      const { status, post: of, assignee, reporter, q, cursor, since } = query;
      const found = standing.filter(
        (one) =>
          (since === undefined || status?.includes('open')) &&
          (of === undefined || one.post?.id === of) &&
          assignee === undefined &&
          (reporter === undefined || one.number === `A-${ALL - 1}`) &&
          (q === undefined || Number(one.id.slice(2)) >= ALL - 450),
      );
      const from = Number(cursor ?? 0);
      const more = from + PAGE < found.length ? { next_cursor: String(from + PAGE) } : {};
      return { items: found.slice(from, from + PAGE), seq: 10, ...more };
    };
    const me = officer({ on_duty: [{ post, until: '2026-11-14T06:00:00Z' }] });
    desk = new Desk(Object.assign(session, { read, me }));
    await desk.open('bayview');
    return desk;
  }
  const settled = () => vi.waitFor(() => expect(desk.searching).toBe(false));

  afterEach(() => {
    desk.close();
    [refuse, asked] = [false, []];
    vi.unstubAllGlobals();
  });

  it('counts a part as a part, and says which it knows whole', async () => {
    await open();
    expect(desk.counts.venue).toBe(1_000);
    expect(desk.partly).toEqual({ post: true, venue: true, all: true, held: true, uncorrelated: true });
    expect([desk.isPart('nobody'), desk.isPart('hand'), desk.isPart('closed')]).toEqual([false, true, false]);
    await desk.more();
    await desk.more();
    expect([desk.counts.venue, desk.cut]).toEqual([ALL, false]);
    expect(Object.values(desk.partly)).not.toContain(true);
    expect(desk.isPart('hand')).toBe(false);
  });

  it('asks for what is of my post, and never says that there is none of it before it is told so', async () => {
    await open();
    expect(desk.counts.post).toBe(0);
    desk.view = 'post';
    expect([desk.order.length, desk.cut]).toEqual([0, true]);
    await settled();
    expect(desk.order).toHaveLength(100);
    expect([desk.cut, desk.partly.post, desk.partly.venue]).toEqual([false, false, true]);
    desk.view = 'venue';
    expect(desk.order).toHaveLength(1_100);
    expect(desk.partly.post).toBe(false);
  });

  it('finds by a filter what lies beyond what it holds, also one that it could tell itself', async () => {
    await open();
    desk.narrow({ ...NOTHING, reporter: 'staff' });
    await settled();
    expect(desk.order).toEqual([nameOf(ALL - 1)]);
    desk.narrow({ ...NOTHING, post: 'p-1' });
    await settled();
    expect(desk.order).toHaveLength(100);
  });

  it('reads on what words find, page by page, for whoever walks', async () => {
    await open();
    desk.search('purple bag');
    await vi.waitFor(() => expect(desk.order).toHaveLength(PAGE));
    await settled();
    expect([desk.cut, desk.isPart('hand')]).toEqual([true, true]);
    desk.select(desk.order.at(-1));
    desk.walk(1);
    await vi.waitFor(() => expect(desk.order.indexOf(desk.selected!)).toBe(PAGE));
    expect(desk.order).toHaveLength(2 * PAGE);
    await desk.more();
    expect(desk.order).toHaveLength(450);
    expect(desk.cut).toBe(false);
  });

  it('asks nothing where it holds all that stands and can tell itself', async () => {
    await open();
    await desk.more();
    await desk.more();
    asked = [];
    desk.narrow({ ...NOTHING, post: 'p-1' });
    desk.view = 'post';
    expect([desk.order.length, desk.cut, desk.searching]).toEqual([100, false, false]);
    expect(asked).toEqual([]);
  });

  it('says that the rest did not come, and reads it when it is asked for again', async () => {
    await open();
    refuse = true;
    await desk.more();
    expect([desk.stuck, desk.cut, desk.counts.venue]).toEqual([true, true, 1_000]);
    refuse = false;
    await desk.more();
    expect([desk.stuck, desk.counts.venue]).toEqual([false, 1_200]);
  });

  it('knows of each priority whether it is here, and all that is mine where that is asked for', async () => {
    await open();
    expect(([1, 3, 4] as const).map((priority) => desk.isPartOf(priority))).toEqual([false, true, true]);
    expect(desk.counts.post).toBe(0);
    await desk.readMine();
    expect([desk.counts.post, desk.partly.post]).toEqual([100, false]);
    expect(desk.order).toHaveLength(1_100);
  });
});
