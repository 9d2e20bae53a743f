/** One list of the server, read page by page; or several that are one list here, such as what my posts have and what I have. */
import type { Question } from '../asking';
import type { Incident, IncidentPage } from '../wire';

type Read = (question: Question) => Promise<IncidentPage>;

interface Part {
  question: Question;
  cursor: string | undefined;
  cut: boolean;
  /** The priority of the last that was read: the server tells the gravest first. */
  last: number;
}

export class Reading {
  /** More of it is on the server. */
  cut = $state(true);
  failed = $state(false);
  /** How many pages were read. */
  pages = 0;
  ids = new Set<string>();
  /** The log's number when the first page was read: a stream that begins there misses nothing. */
  seq = 0;
  #parts: Part[];
  #read: Read;
  #take: (items: Incident[], seq: number) => void;
  #going: Promise<void> | undefined;

  constructor(
    readonly questions: Question[],
    read: Read,
    take: (items: Incident[], seq: number) => void,
  ) {
    this.#parts = questions.map((question) => ({ question, cursor: undefined, cut: true, last: 0 }));
    this.#read = read;
    this.#take = take;
    this.cut = questions.length > 0;
  }

  /** Whether all of a priority is read, though there is more. */
  knows(priority: number): boolean {
    return this.#parts.every((part) => !part.cut || part.last > priority);
  }

  /** The next page. Whoever asks while one is on its way waits for that one. */
  next(): Promise<void> {
    this.#going ??= this.#page().finally(() => (this.#going = undefined));
    return this.#going;
  }

  async upTo(pages: number): Promise<void> {
    while (this.cut && this.pages < pages) {
      await this.next();
      if (this.failed) return;
    }
  }

  async #page(): Promise<void> {
    const open = this.#parts.filter((part) => part.cut);
    if (open.length === 0) return;
    try {
      const pages = await Promise.all(
        open.map(({ question, cursor }) => this.#read({ ...question, ...(cursor && { cursor }) })),
      );
      for (const [nth, { items, next_cursor: cursor }] of pages.entries()) {
        const part = open[nth]!;
        for (const { id } of items) this.ids.add(id);
        [part.cursor, part.cut, part.last] = [cursor, cursor !== undefined, items.at(-1)?.priority ?? part.last];
      }
      if (this.pages === 0) this.seq = Math.min(...pages.map(({ seq }) => seq));
      this.pages += 1;
      this.failed = false;
      for (const { items, seq } of pages) this.#take(items, seq);
      this.cut = this.#parts.some((part) => part.cut);
    } catch {
      this.failed = true;
    }
  }
}
