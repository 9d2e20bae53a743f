/** How many exports wait for this officer's word: whoever may agree sees it without looking for it. */
import type { ExportPage } from '../wire';
import type { Session } from './session.svelte';

export class Agreeing {
  waiting = $state(0);
  /** Counts what the stream told of exports: whoever shows them reads them again. */
  heard = $state(0);
  #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  hear(): void {
    this.heard += 1;
    void this.read();
  }

  async read(): Promise<void> {
    if (this.#session.me?.role !== 'supervisor') return;
    const page = await this.#session.read<ExportPage>('/desk/exports').catch(() => undefined);
    if (page !== undefined) this.waiting = page.items.filter((job) => job.may_approve).length;
  }
}
