import { reach } from './client';
import { Problem } from './problem';
import { events, type StreamEvent } from './sse';

export type LiveStatus = 'connecting' | 'live' | 'lost' | 'refused';

export interface LiveOptions {
  url: () => string;
  /** Asked anew for each attempt, so that a renewed token is used. */
  headers: () => Record<string, string>;
  /** The list's `seq`: the stream goes on from there with nothing missing. */
  after?: string;
  hear: (event: StreamEvent) => void;
  /** The server refused (401, 403): whoever owns the session may renew it and call `open` again. */
  refused?: (problem: Problem) => void;
}

const HEARTBEAT_MS = 15_000;
const SILENCE_MS = 2.5 * HEARTBEAT_MS;
/** Enough where somebody looks again: what was heard before may be of another hour, and a new line costs little. */
const WAKE_SILENCE_MS = 1.5 * HEARTBEAT_MS;
const LONGEST_PAUSE_MS = 20_000;
/** Timers stand still while a machine sleeps, the clock does not: so often it is looked whether it jumped. */
const LOOK_MS = 2_000;
const JUMP_MS = 4 * LOOK_MS;

/**
 * A live stream read with `fetch`, because EventSource can send no Authorization header. It resumes after the last id it
 * heard, backs off while the server is away, and treats silence beyond two heartbeats as a lost connection.
 */
export class Live {
  status = $state<LiveStatus>('connecting');
  lastHeard = $state<number | undefined>();
  #options: LiveOptions;
  #lastId: string | undefined;
  #abort: AbortController | undefined;
  #closed = true;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#lastId = options.after;
  }

  open(after: string | undefined = this.#lastId): void {
    this.close();
    this.#lastId = after;
    this.#closed = false;
    void this.#run();
  }

  close(): void {
    this.#closed = true;
    this.#abort?.abort();
  }

  async #run(): Promise<void> {
    const abort = (this.#abort = new AbortController());
    for (let failures = 0; !abort.signal.aborted; failures++) {
      try {
        await this.#listen(abort.signal, () => (failures = 0));
      } catch (error) {
        if (abort.signal.aborted) return;
        if (error instanceof Problem && (error.status === 401 || error.status === 403)) {
          this.status = 'refused';
          this.#options.refused?.(error);
          return;
        }
      }
      if (this.#closed) return;
      this.status = 'lost';
      // Whoever wakes the machine finds its network on the way: it is tried often again.
      if (await pause(Math.min(500 * 2 ** failures, LONGEST_PAUSE_MS), abort.signal)) failures = -1;
    }
  }

  async #listen(stop: AbortSignal, connected: () => void): Promise<void> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    let heard = Date.now();
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      this.lastHeard = heard = Date.now();
    };
    // The timer slept with the machine: whoever opens it again is not shown for another half a minute what was then.
    const unwatch = onWake(() => {
      if (Date.now() - heard > WAKE_SILENCE_MS) silence.abort();
    });
    try {
      const response = await reach(this.#options.url(), {
        headers: {
          Accept: 'text/event-stream',
          ...(this.#lastId && { 'Last-Event-ID': this.#lastId }),
          ...this.#options.headers(),
        },
        signal: AbortSignal.any([stop, silence.signal]),
        cache: 'no-store',
      });
      if (!response.body) throw Problem.noSignal();
      this.status = 'live';
      connected();
      for await (const event of events(response.body)) {
        alive();
        if (event.event === 'heartbeat') continue;
        if (event.id) this.#lastId = event.id;
        this.#options.hear(event);
      }
    } finally {
      clearTimeout(timer);
      unwatch();
    }
  }
}

/** Waits, but no longer than the network is away or the machine asleep: a phone that finds signal tries at once. Whether it was woken. */
function pause(ms: number, stop: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (woken: boolean) => {
      clearTimeout(timer);
      removeEventListener('online', wake);
      unwatch();
      stop.removeEventListener('abort', wake);
      resolve(woken);
    };
    const wake = () => end(true);
    const timer = setTimeout(() => end(false), ms);
    addEventListener('online', wake);
    const unwatch = onWake(wake);
    stop.addEventListener('abort', wake);
  });
}

/** Tells that somebody looks again, or that the machine has slept meanwhile; answers how to stop it. */
function onWake(tell: () => void): () => void {
  const page = typeof document === 'undefined' ? undefined : document;
  const seen = () => page?.visibilityState === 'visible' && tell();
  page?.addEventListener('visibilitychange', seen);
  let last = Date.now();
  const looking = setInterval(() => {
    const slept = Date.now() - last > JUMP_MS;
    last = Date.now();
    if (slept) tell();
  }, LOOK_MS);
  return () => {
    page?.removeEventListener('visibilitychange', seen);
    clearInterval(looking);
  };
}
