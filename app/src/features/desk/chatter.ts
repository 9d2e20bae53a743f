/** What a screen reader is told politely: gathered until it is quiet for a moment, and never kept back for long. */

/** So long nothing more comes before it is told. */
export const QUIET_MS = 4_000;
/** However busy it is, it is told after this. */
export const MOST_MS = 15_000;

export class Chatter<T> {
  #gathered: T[] = [];
  #first = 0;
  #latest = 0;

  /** Answers when to look again. */
  hear(one: T, now: number): number {
    if (this.#gathered.length === 0) this.#first = now;
    this.#latest = now;
    this.#gathered.push(one);
    return this.due;
  }

  get due(): number {
    return Math.min(this.#latest + QUIET_MS, this.#first + MOST_MS);
  }

  /** All that was gathered, once its time has come; nothing before. */
  tell(now: number): T[] {
    if (this.#gathered.length === 0 || now < this.due) return [];
    const all = this.#gathered;
    this.#gathered = [];
    return all;
  }
}

/** Of what waits, what was not said yet: each P1 says itself once, at once, also where another waits before it. */
export function unsaid<T extends { id: string }>(waiting: readonly T[], said: ReadonlySet<string>): T[] {
  return waiting.filter(({ id }) => !said.has(id));
}
