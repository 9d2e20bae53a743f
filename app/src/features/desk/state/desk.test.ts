import { afterEach, describe, expect, it, vi } from 'vitest';
import { heard, incident, officer } from '../testing';
import type { Incident } from '../wire';
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
