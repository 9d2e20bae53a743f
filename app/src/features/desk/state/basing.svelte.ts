/** The base map below our own plan, where the operator gave the server one. The plan needs none of it. */
import type { Basemap } from '../wire';
import type { Base } from '../whole/basemap';
import type { Session } from './session.svelte';

export class Basing {
  base = $state.raw<Base>();
  /** It is given and cannot be read, as a whole or where somebody looks. */
  broken = $state(false);
  #session: Session;
  #settled = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Once is enough; where there was no line, it is tried again when there is one. */
  async read(): Promise<void> {
    if (this.#settled) return;
    this.#settled = true;
    try {
      const { given } = await this.#session.read<Basemap>('/desk/basemap');
      if (!given) return;
    } catch (error) {
      // A server that does not know of it is not asked again.
      this.#settled = (error as { status?: number }).status === 404;
      return;
    }
    try {
      const { openBase } = await import('../whole/basemap');
      this.base = await openBase(
        (init) => this.#session.ask('/desk/basemap/tiles', {}, init),
        (broken) => (this.broken = broken),
      );
      this.broken = false;
    } catch {
      [this.broken, this.#settled] = [true, false];
    }
  }
}
