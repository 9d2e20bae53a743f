import { address, reach } from '../api/client';

const KEY = 'carried';

interface Waiting {
  venue: string;
  /** Base64. Only the server can open it. */
  sealed: string;
}

/** Reports of others that this phone carries, until the server has them. They are sealed: nothing here can be read. */
class Carried {
  waiting = $state.raw<Waiting[]>(read());
  #busy = false;

  constructor() {
    addEventListener('online', () => void this.send());
    void this.send();
  }

  /** Kept first, then sent. Answers whether the server has it now. */
  async take(venue: string, sealed: string): Promise<boolean> {
    if (!this.waiting.some((one) => one.sealed === sealed)) this.#keep([...this.waiting, { venue, sealed }]);
    await this.send();
    return !this.waiting.some((one) => one.sealed === sealed);
  }

  async send(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (const one of this.waiting) {
      const stored = await reach(address(`/venues/${encodeURIComponent(one.venue)}/reports/carried`), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        credentials: 'omit',
        body: JSON.stringify({ sealed: one.sealed, relay: true }),
      })
        // The body is read to its end, or the connection stays taken.
        .then(async (answer) => (await answer.text()) !== '' && answer.status === 201)
        .catch(() => false);
      if (stored) this.#keep(this.waiting.filter(({ sealed }) => sealed !== one.sealed));
    }
    this.#busy = false;
  }

  #keep(waiting: Waiting[]): void {
    this.waiting = waiting;
    try {
      localStorage.setItem(KEY, JSON.stringify(waiting));
    } catch {
      // Forbidden storage only means that they must be sent before the page ends.
    }
  }
}

function read(): Waiting[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]') as Waiting[];
  } catch {
    return [];
  }
}

export const carried = new Carried();
