/** What this officer had seen of each incident when they last left it. */
import { lastOf, newSince, remember, type Looked } from '../since';
import type { IncidentWhole, TimelineEntry } from '../wire';

const KEY = 'looked/';

export class Looking {
  /** As it was when the incident that is open was opened: what is new stays marked while one reads it. */
  before = $state.raw<Looked>();
  #id: string | undefined;
  #known = new Map<string, Looked>();
  #who = '';

  /** Whoever signs in on the same device has seen something else. */
  open(who: string): void {
    if (who === this.#who) return;
    this.#who = who;
    this.#known = read(KEY + who);
  }

  show(id: string | undefined): void {
    this.#id = id;
    this.before = id === undefined ? undefined : this.#known.get(id);
  }

  saw(whole: IncidentWhole, now: number): void {
    if (whole.id !== this.#id) return;
    const seq = lastOf(whole.timeline);
    if (this.#known.get(whole.id)?.seq === seq) return;
    this.#known = remember(this.#known, whole.id, { seq, at: now });
    try {
      localStorage.setItem(KEY + this.#who, JSON.stringify([...this.#known]));
    } catch {
      // Forbidden or full storage only means that nothing is marked as new.
    }
  }

  news(entries: readonly TimelineEntry[], me: string): TimelineEntry[] {
    return newSince(entries, this.before, me);
  }
}

function read(key: string): Map<string, Looked> {
  try {
    return new Map(JSON.parse(localStorage.getItem(key) ?? '[]') as [string, Looked][]);
  } catch {
    return new Map();
  }
}
