import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Live } from './live.svelte';

const MINUTE_MS = 60_000;

describe('a live line', () => {
  let page: EventTarget & { visibilityState: string };
  let asked: number[];
  let reachable: boolean;
  let beat: (() => void) | undefined;
  let live: Live;

  beforeEach(() => {
    vi.useFakeTimers();
    page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
    [asked, reachable] = [[], true];
    vi.stubGlobal('document', page);
    vi.stubGlobal('addEventListener', () => undefined);
    vi.stubGlobal('removeEventListener', () => undefined);
    vi.stubGlobal('fetch', async (_: string, { signal }: { signal: AbortSignal }) => {
      asked.push(Date.now());
      if (!reachable) throw new TypeError('no network');
      return new Response(
        new ReadableStream<Uint8Array>({
          start: (stream) => {
            beat = () => stream.enqueue(new TextEncoder().encode(': beat\n\n'));
            signal.addEventListener('abort', () => stream.error(signal.reason));
          },
        }),
      );
    });
    live = new Live({ url: () => '/stream', headers: () => ({}), hear: () => undefined });
  });
  afterEach(() => {
    live.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  /** The machine sleeps: the clock goes on, and no timer with it. */
  const sleep = (ms: number) => void vi.setSystemTime(Date.now() + ms);
  const look = (state: string) => {
    page.visibilityState = state;
    page.dispatchEvent(new Event('visibilitychange'));
  };
  async function standing() {
    live.open();
    await pass(10);
    beat!();
    await pass(10);
    expect(live.status).toBe('live');
  }
  /** Long enough away that the next try would be twenty seconds off. */
  async function lost() {
    await standing();
    reachable = false;
    await pass(5 * MINUTE_MS);
    expect(live.status).toBe('lost');
    asked.length = 0;
  }

  it('that slept is given up at once when somebody looks again, and taken up anew', async () => {
    await standing();
    look('hidden');
    sleep(10 * MINUTE_MS);
    reachable = false;
    look('visible');
    await pass(0);
    expect(live.status).toBe('lost');
    reachable = true;
    await pass(600);
    expect(live.status).toBe('live');
    expect(asked).toHaveLength(2);
  });
  it('that slept in the open is given up when the clock has jumped', async () => {
    await standing();
    sleep(10 * MINUTE_MS);
    reachable = false;
    await pass(2_100);
    expect(live.status).toBe('lost');
  });
  it('that is alive stays, however often somebody looks', async () => {
    await standing();
    for (let nth = 0; nth < 10; nth++) {
      look('hidden');
      await pass(15_000);
      beat!();
      await pass(10);
      look('visible');
    }
    await pass(10);
    expect(live.status).toBe('live');
    expect(asked).toHaveLength(1);
  });
  it('ends its pause when somebody looks again, and tries often from then on', async () => {
    await lost();
    look('visible');
    await pass(3_600);
    expect(asked.length).toBeGreaterThanOrEqual(3);
    reachable = true;
    await pass(5_000);
    expect(live.status).toBe('live');
  });
  it('ends its pause when the clock has jumped', async () => {
    await lost();
    reachable = true;
    sleep(MINUTE_MS);
    await pass(2_100);
    expect(live.status).toBe('live');
  });
  it('waits longer and longer where nobody looks', async () => {
    await lost();
    await pass(MINUTE_MS);
    expect(asked.length).toBeLessThanOrEqual(4);
  });
  it('leaves no timer behind when it is closed', async () => {
    await standing();
    live.close();
    await pass(10);
    expect(vi.getTimerCount()).toBe(0);
  });
});
