/**
 * Windows of the desk on other screens. Only ids pass between them: each reads with its own session. A wall holds a lock for as long
 * as it lives, so the desk notices its end however it ended. It makes no sound: the desk's own window has that alone.
 */
import { SvelteSet } from 'svelte/reactivity';
import type { Language } from '../../../i18n/language.svelte';
import type { Density } from '../../../styles/density.svelte';
import type { Theme } from '../../../styles/theme.svelte';

export const WALLS = ['map', 'board'] as const;
export type Wall = (typeof WALLS)[number];

/** What the desk shows, as ids and choices. */
export interface Shown {
  venue: string;
  incident: string | undefined;
  theme: Theme | undefined;
  density: Density;
  language: Language;
}
export type Said =
  | { kind: 'who' }
  | { kind: 'here'; wall: Wall }
  | { kind: 'leave'; wall: Wall }
  | { kind: 'choose'; incident: string }
  | { kind: 'ended' }
  | ({ kind: 'show' } & Shown);

const CHANNEL = 'ssa-walls';
const DESK_LOCK = 'ssa-desk';
const lockOf = (wall: Wall) => `ssa-wall-${wall}`;
const nameOf = (person: string) => `desk-walls/${person}`;
/** Walls that are open answer within this. */
const ASK_MS = 1500;
/** Whoever shuts everything down closes the walls first; only who goes on without one means it. */
const FORGET_MS = 5000;
const SIZES: Record<Wall, string> = { map: 'popup,width=1280,height=900', board: 'popup,width=1600,height=900' };

const channel = (): BroadcastChannel | undefined =>
  typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(CHANNEL);
const locks = (): LockManager | undefined => (typeof navigator === 'undefined' ? undefined : navigator.locks);

/** The desk's side: opens, leads and takes back. */
export class Walls {
  open = new SvelteSet<Wall>();
  kept = $state.raw<Wall[]>([]);
  blocked = $state(false);
  #asked = $state(false);
  #channel: BroadcastChannel | undefined;
  #person = '';
  #shown: Shown | undefined;
  #letGo: (() => void) | undefined;
  #watched = new Set<Wall>();
  #timers = new Set<ReturnType<typeof setTimeout>>();
  onChoose: (incident: string) => void = () => undefined;

  /** Those that stood open the last time and do not now. */
  offered = $derived(this.#asked ? this.kept.filter((wall) => !this.open.has(wall)) : []);

  start(person: string): void {
    this.#person = person;
    this.kept = read(nameOf(person));
    this.#channel = channel();
    this.#channel?.addEventListener('message', (event: MessageEvent<Said>) => this.#hear(event.data));
    void locks()?.request(DESK_LOCK, { mode: 'shared' }, () => new Promise<void>((done) => (this.#letGo = done)));
    this.#say({ kind: 'who' });
    this.#later(ASK_MS, () => (this.#asked = true));
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#channel?.close();
    this.#channel = undefined;
    this.#letGo?.();
    this.open.clear();
    this.#asked = false;
  }

  show(shown: Shown): void {
    this.#shown = shown;
    this.#say({ kind: 'show', ...shown });
  }

  /** A browser opens a window only for a press, and often only one for each. */
  raise(...wanted: Wall[]): void {
    const windows = wanted.map((wall) => window.open(`/desk/wall/${wall}`, lockOf(wall), SIZES[wall]));
    this.blocked = windows.every((one) => one === null);
    this.#keep([...new Set([...this.kept, ...wanted])]);
  }

  close(wall: Wall): void {
    this.#say({ kind: 'leave', wall });
    this.#keep(this.kept.filter((one) => one !== wall));
  }

  #hear(said: Said): void {
    if (said.kind === 'choose') this.onChoose(said.incident);
    if (said.kind !== 'here') return;
    this.open.add(said.wall);
    if (!this.kept.includes(said.wall)) this.#keep([...this.kept, said.wall]);
    if (this.#shown) this.#say({ kind: 'show', ...this.#shown });
    this.#watch(said.wall);
  }

  /** The lock is free when its window is gone: closed, reloaded or crashed. */
  #watch(wall: Wall): void {
    if (this.#watched.has(wall)) return;
    this.#watched.add(wall);
    void locks()?.request(lockOf(wall), () => {
      this.#watched.delete(wall);
      this.open.delete(wall);
      this.#later(FORGET_MS, () => !this.open.has(wall) && this.#keep(this.kept.filter((one) => one !== wall)));
    });
  }

  #later(after: number, work: () => void): void {
    const timer = setTimeout(() => (this.#timers.delete(timer), work()), after);
    this.#timers.add(timer);
  }

  #say(said: Said): void {
    this.#channel?.postMessage(said);
  }

  #keep(walls: Wall[]): void {
    this.kept = walls;
    try {
      localStorage.setItem(nameOf(this.#person), JSON.stringify(walls));
    } catch {
      // Forbidden storage only means that nobody is asked whether to open them again.
    }
  }
}

/** Nobody is signed in any more: no wall may go on showing anything, whichever desk it followed. */
export function endWalls(): void {
  const said = channel();
  said?.postMessage({ kind: 'ended' } satisfies Said);
  said?.close();
}

/** The wall's side: follows whichever desk spoke last. */
export class Following {
  shown = $state.raw<Shown>();
  /** No desk is open any more. */
  alone = $state(false);
  ended = $state(false);
  #wall: Wall;
  #channel: BroadcastChannel | undefined;

  constructor(wall: Wall) {
    this.#wall = wall;
  }

  /** Answers how to stop. */
  start(): () => void {
    this.#channel = channel();
    this.#channel?.addEventListener('message', (event: MessageEvent<Said>) => this.#hear(event.data));
    let letGo: () => void = () => undefined;
    const lives = () => new Promise<void>((done) => ((letGo = done), this.#here()));
    void (locks()?.request(lockOf(this.#wall), lives) ?? this.#here());
    this.#watch();
    return () => (this.#channel?.close(), letGo());
  }

  choose(incident: string): void {
    this.#channel?.postMessage({ kind: 'choose', incident } satisfies Said);
  }

  #here(): void {
    this.#channel?.postMessage({ kind: 'here', wall: this.#wall } satisfies Said);
  }

  #hear(said: Said): void {
    if (said.kind === 'who') this.#here();
    else if (said.kind === 'leave' && said.wall === this.#wall) window.close();
    else if (said.kind === 'ended') {
      this.ended = true;
      window.close();
    } else if (said.kind === 'show') {
      const { kind: _, ...shown } = said;
      this.shown = shown;
      this.ended = false;
      if (this.alone) {
        this.alone = false;
        this.#watch();
      }
    }
  }

  /** Desks share a lock; whoever gets it alone knows that none is left. */
  #watch(): void {
    void locks()?.request(DESK_LOCK, () => {
      this.alone = true;
      this.#here();
    });
  }
}

function read(name: string): Wall[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? '[]');
    return Array.isArray(kept) ? WALLS.filter((wall) => kept.includes(wall)) : [];
  } catch {
    return [];
  }
}
