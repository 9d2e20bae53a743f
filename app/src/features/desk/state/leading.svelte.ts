/**
 * A big incident as the desk sees it: what stands, for the band; and the one that is open, whole. An act names the version it was decided on;
 * a stale one changes nothing and shows what is so now.
 */
import { Problem } from '../../../api/problem';
import { language } from '../../../i18n/language.svelte';
import type { Major, MajorHead } from '../wire';
import type { Session } from './session.svelte';

const SOON_MS = 150;

export class Leading {
  /** Those without an all-clear, of the venue that is shown. */
  standing = $state.raw<MajorHead[]>([]);
  major = $state.raw<Major>();
  failed = $state(false);
  busy = $state(false);
  told = $state<'stale' | 'offline' | { text: string }>();
  #session: Session;
  #venue = '';
  #id: string | undefined;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  async look(venue: string): Promise<void> {
    this.#venue = venue;
    const found = await this.#session.read<{ items: MajorHead[] }>('/desk/majors', { venue }).catch(() => undefined);
    if (found !== undefined && venue === this.#venue) this.standing = found.items;
  }

  async open(id: string): Promise<void> {
    if (id !== this.#id) {
      this.major = undefined;
      this.told = undefined;
      this.failed = false;
    }
    this.#id = id;
    await this.read();
  }

  close(): void {
    this.#id = undefined;
    this.major = undefined;
    clearTimeout(this.#soon);
  }

  async read(): Promise<void> {
    const id = this.#id;
    if (id === undefined) return;
    try {
      const major = await this.#session.read<Major>(`/desk/major/${id}`);
      if (id === this.#id) [this.major, this.failed] = [major, false];
    } catch (error) {
      // Without a line what was read stays on the screen.
      if (id === this.#id && error instanceof Problem && error.status >= 400) this.failed = true;
    }
  }

  /** The stream told that something happened in one of them. */
  hear(id: unknown): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => {
      void this.look(this.#venue);
      if (id === this.#id) void this.read();
    }, SOON_MS);
  }

  async declare(incident: { id: string; version: number }, commander: string): Promise<Major | undefined> {
    return this.#do(() =>
      this.#session.send<Major>(`/desk/incidents/${incident.id}/declare`, { version: incident.version, commander }),
    );
  }

  async act(act: Record<string, unknown>): Promise<boolean> {
    const major = this.major;
    if (major === undefined) return false;
    const body = { version: major.version, act };
    return this.#take(await this.#do(() => this.#session.send<Major>(`/desk/major/${major.id}/acts`, body)));
  }

  async say(what: 'decisions' | 'sitreps', words: Record<string, unknown>): Promise<boolean> {
    const path = `/desk/major/${this.#id}/${what}`;
    return this.#take(await this.#do(() => this.#session.send<Major>(path, words)));
  }

  async draft(): Promise<string> {
    const query = { language: language.current };
    const draft = await this.#session
      .read<{ text: string }>(`/desk/major/${this.#id}/sitrep`, query)
      .catch(() => undefined);
    return draft?.text ?? '';
  }

  async review(): Promise<Blob | undefined> {
    const init = { headers: { Accept: 'application/pdf' } };
    const query = { language: language.current };
    const answer = await this.#session
      .ask(`/desk/major/${this.#id}/after-action.pdf`, query, init)
      .catch(() => undefined);
    return answer?.blob();
  }

  #take(major: Major | undefined): boolean {
    if (major !== undefined && major.id === this.#id) this.major = major;
    return major !== undefined;
  }

  async #do(work: () => Promise<Major>): Promise<Major | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.told = undefined;
    try {
      return await work();
    } catch (error) {
      const now = error instanceof Problem ? (error.body?.['major'] as Major | undefined) : undefined;
      if (now !== undefined) {
        this.#take(now);
        this.told = 'stale';
      } else if (error instanceof Problem && error.status > 0) {
        this.told = { text: error.sentence(language.current) ?? '' };
        void this.read();
      } else this.told = 'offline';
      return undefined;
    } finally {
      this.busy = false;
    }
  }
}
