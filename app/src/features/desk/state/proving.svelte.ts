/**
 * Whether everything works, as the server's canaries find: one goes the whole way of a report every few minutes, and an open
 * desk is where it ends. The desk answers by itself; nobody has to do anything.
 */
import type { Proofs, VenueProof } from '../wire';
import type { Session } from './session.svelte';

export class Proving {
  /** Absent while it is not known. */
  last = $state.raw<VenueProof>();
  #session: Session;
  #venue = '';

  constructor(session: Session) {
    this.#session = session;
  }

  async open(venue: string): Promise<void> {
    if (venue !== this.#venue) this.last = undefined;
    this.#venue = venue;
    await this.read();
  }

  async read(): Promise<void> {
    const venue = this.#venue;
    const all = await this.#session.read<Proofs>('/desk/proof').catch(() => undefined);
    if (all === undefined || venue !== this.#venue) return;
    this.last = all.items.find((one) => one.venue === venue);
    if (this.last?.waiting !== undefined) await this.#answer(this.last.waiting);
  }

  /** The stream told of a canary. */
  async hear(kind: string, proof: unknown): Promise<void> {
    if (kind === 'proof.called' && typeof proof === 'string') await this.#answer(proof);
    else await this.read();
  }

  /** One that this desk cannot answer is another desk's, or is over: the next one comes soon. */
  async #answer(proof: string): Promise<void> {
    await this.#session.send(`/desk/proof/${proof}/answer`, {}).catch(() => undefined);
  }
}
