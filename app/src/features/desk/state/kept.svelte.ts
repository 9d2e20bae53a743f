/** Lists kept by name: mine, and those that colleagues of the venue share. */
import type { Of } from '../../../api/contract';
import { Problem } from '../../../api/problem';
import type { Session } from './session.svelte';

export type Kept = Of<'SavedFilter'>;

export class KeptLists {
  items = $state.raw<Kept[]>([]);
  refused = $state.raw<Problem | 'failed'>();
  #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async read(venue: string): Promise<void> {
    const answer = await this.#session.read<{ items: Kept[] }>('/desk/filters', { venue }).catch(() => undefined);
    if (answer !== undefined) this.items = answer.items;
  }

  async keep(venue: string, name: string, query: string, shared: boolean): Promise<boolean> {
    return this.#try(venue, () => this.#session.send('/desk/filters', { venue, name, query, shared }));
  }

  async end(venue: string, id: string): Promise<boolean> {
    return this.#try(venue, () => this.#session.ask(`/desk/filters/${id}`, {}, { method: 'DELETE' }));
  }

  async #try(venue: string, work: () => Promise<unknown>): Promise<boolean> {
    this.refused = undefined;
    try {
      await work();
      await this.read(venue);
      return true;
    } catch (error) {
      this.refused = error instanceof Problem ? error : 'failed';
      return false;
    }
  }
}
