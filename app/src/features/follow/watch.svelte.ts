import { Problem } from '../../api/problem';
import { readByReceipt } from '../../api/reports';
import type { ReportView } from '../../api/wire';
import { language } from '../../i18n/language.svelte';

const OFTEN_MS = 5_000;
const SELDOM_MS = 30_000;

/** Asks after one report while somebody looks at it: often at first, seldom once it is over, never behind a dark screen. */
export class Watch {
  view = $state.raw<ReportView | undefined>();
  status = $state<'asking' | 'fresh' | 'stale' | 'unknown'>('asking');
  asOf = $state<number | undefined>();
  #receipt: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = new AbortController();

  constructor(receipt: string) {
    this.#receipt = receipt;
  }

  start(): () => void {
    const look = () => document.visibilityState === 'visible' && void this.#ask();
    document.addEventListener('visibilitychange', look);
    addEventListener('online', look);
    void this.#ask();
    return () => {
      this.#stopped.abort();
      clearTimeout(this.#timer);
      document.removeEventListener('visibilitychange', look);
      removeEventListener('online', look);
    };
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      this.view = await readByReceipt(this.#receipt, language.current, this.#stopped.signal);
      this.status = 'fresh';
      this.asOf = Date.now();
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      const isUnknown = error instanceof Problem && (error.status === 401 || error.status === 404);
      this.status = isUnknown ? 'unknown' : 'stale';
    }
    const isOver = this.view?.status === 'closed' || this.view?.status === 'resolved';
    const pause = isOver || this.status === 'unknown' || document.visibilityState === 'hidden' ? SELDOM_MS : OFTEN_MS;
    this.#timer = setTimeout(() => void this.#ask(), pause);
  }
}
