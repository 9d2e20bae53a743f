/** Where those on duty are who share their place: asked for while somebody looks at the desk, and kept nowhere. */
import type { Patrol } from '../whole/patrols';
import type { Session } from './session.svelte';

/** As often as a phone tells it. */
const EACH_MS = 20_000;

export class Sharing {
  patrols = $state.raw<Patrol[]>([]);
  #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Begins to ask for a venue; what it answers ends it. */
  follow(venue: string): () => void {
    this.patrols = [];
    let over = false;
    const read = async () => {
      if (venue === '' || document.visibilityState === 'hidden') return;
      const told = await this.#session.read<{ items: Patrol[] }>('/desk/patrols', { venue }).catch(() => undefined);
      // What is not told anew grows old where it is shown.
      if (told !== undefined && !over) this.patrols = told.items;
    };
    void read();
    const timer = setInterval(() => void read(), EACH_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }

  of(person: string | undefined): Patrol | undefined {
    return this.patrols.find((patrol) => patrol.person.id === person);
  }
}
