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
const LONGEST_PAUSE_MS = 20_000;

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
      await pause(Math.min(500 * 2 ** failures, LONGEST_PAUSE_MS), abort.signal);
    }
  }

  async #listen(stop: AbortSignal, connected: () => void): Promise<void> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      this.lastHeard = Date.now();
    };
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
    }
  }
}

/** Waits, but no longer than the network is away: a phone that finds signal tries at once. */
function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      stop.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
    stop.addEventListener('abort', done);
  });
}
