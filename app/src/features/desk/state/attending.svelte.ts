/**
 * Who else looks at the chosen incident, and who is writing: said while it is so, and heard from the stream. It is a courtesy between
 * colleagues: where a word of it is lost nothing else is.
 */
import { SvelteMap } from 'svelte/reactivity';
import type { Session } from './session.svelte';

/** Said again so often; whoever was silent for longer than `LASTS_MS` has left. As on the server (shared/src/attention.rs). */
const AGAIN_MS = 15_000;
const LASTS_MS = 35_000;
/** So long after the last letter somebody still writes. */
const WRITES_MS = 6_000;

interface Looker {
  label: string;
  typing: boolean;
  until: number;
}
interface Told {
  incident: string;
  person: { id: string; label: string };
  doing: string;
}

export class Attending {
  #others = new SvelteMap<string, Looker>();
  #session: Session;
  #id: string | undefined;
  #typing = false;
  #saying: Promise<void> = Promise.resolve();
  #again: ReturnType<typeof setInterval> | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Everybody else who is there now, whoever writes first. */
  there(now: number): Looker[] {
    return [...this.#others.values()].filter(({ until }) => until > now).sort((a, b) => +b.typing - +a.typing);
  }

  look(id: string | undefined): void {
    if (id === this.#id) return;
    this.#leave();
    this.#id = id;
    this.#others.clear();
    this.#typing = false;
    clearTimeout(this.#idle);
    if (id === undefined) return;
    void this.#say();
    this.#again = setInterval(() => void this.#say(), AGAIN_MS);
  }

  /** A window that nobody sees looks at nothing. */
  seen(visible: boolean): void {
    const id = this.#id;
    if (visible && id !== undefined) {
      this.#id = undefined;
      this.look(id);
    } else if (!visible) {
      this.#leave();
    }
  }

  wrote(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#type(false), WRITES_MS);
    this.#type(true);
  }

  hear(data: string): void {
    const told = JSON.parse(data) as Told;
    if (told.incident !== this.#id || told.person.id === this.#session.me?.id) return;
    if (told.doing === 'gone') this.#others.delete(told.person.id);
    else this.#keep(told.person.id, told.person.label, told.doing === 'typing');
  }

  #keep(id: string, label: string, typing: boolean): void {
    this.#others.set(id, { label, typing, until: Date.now() + LASTS_MS });
  }

  #type(typing: boolean): void {
    if (typing === this.#typing) return;
    this.#typing = typing;
    if (this.#id !== undefined) void this.#say();
  }

  /** One after the other: a word that was overtaken would say that somebody is there who has left. */
  #say(): Promise<void> {
    this.#saying = this.#saying.then(() => this.#tell()).catch(() => undefined);
    return this.#saying;
  }

  async #tell(): Promise<void> {
    const id = this.#id;
    if (id === undefined || document.visibilityState === 'hidden') return;
    const body = JSON.stringify({ typing: this.#typing });
    const init = { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body };
    const answer = await this.#session.ask(`/desk/incidents/${id}/attention`, {}, init).catch(() => undefined);
    if (answer === undefined || id !== this.#id) return;
    const { items } = (await answer.json()) as { items: { id: string; label: string; typing: boolean }[] };
    for (const one of items) this.#keep(one.id, one.label, one.typing);
  }

  #leave(): void {
    clearInterval(this.#again);
    const id = this.#id;
    if (id === undefined || this.#session.me === undefined) return;
    const gone = () => this.#session.ask(`/desk/incidents/${id}/attention`, {}, { method: 'DELETE', keepalive: true });
    this.#saying = this.#saying.then(gone).then(
      () => undefined,
      () => undefined,
    );
  }
}
