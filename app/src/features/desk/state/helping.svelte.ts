/**
 * "I need help": held for a second, or pressed twice. Nobody is asked anything, no line and no other act holds it up, and it is tried
 * again until the server has it.
 */
import type { Incident } from '../wire';
import type { Commands } from './commands.svelte';
import type { Desk } from './desk.svelte';

export const HOLD_MS = 1000;
/** So long after the first press the second one counts. */
const AGAIN_MS = 3000;

export class Helping {
  /** Pressed once: the next press calls. */
  armed = $state(false);
  holding = $state(false);
  #since = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #desk: Desk;
  #commands: Commands;

  constructor(desk: Desk, commands: Commands) {
    this.#desk = desk;
    this.#commands = commands;
  }

  /** A key, or a button without a finger on it. */
  press(): void {
    if (this.armed) return this.#call();
    this.#arm();
  }

  /** The key is held down, and repeats. */
  repeat(): void {
    if (this.armed && performance.now() - this.#since >= HOLD_MS) this.#call();
  }

  hold(): void {
    if (this.holding) return;
    if (this.armed) return this.#call();
    this.release();
    this.holding = true;
    this.#timer = setTimeout(() => this.#call(), HOLD_MS);
  }

  /** Let go too soon: a second press within a moment still calls. */
  letGo(): void {
    if (!this.holding) return;
    this.release();
    this.#arm();
  }

  release(): void {
    clearTimeout(this.#timer);
    this.armed = this.holding = false;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.armed = true;
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.release(), AGAIN_MS);
  }

  #call(): void {
    this.release();
    const at: Incident | undefined = this.#desk.chosen;
    if (at !== undefined) void this.#commands.help(at);
  }
}
