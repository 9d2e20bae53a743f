/** A P1 nobody has acknowledged: sounds and speaks until anybody does. Muting has a reason, an end, and one P1's worth. */
import type { Incident } from '../wire';
import { Sound } from './sound';

export const EVERY_S = 5;
const SPEAK_EACH = 3;
const MUTE_MS = 300_000;

export type MuteReason = 'phone' | 'radio' | 'witness';
export const MUTE_REASONS: readonly MuteReason[] = ['phone', 'radio', 'witness'];

export class Alarm {
  asking = $state(false);
  muted = $state.raw<{ until: number; reason: MuteReason }>();
  blocked = $state(true);
  #sound = new Sound();
  #rounds = 0;
  #known = new Set<string>();
  #timer: ReturnType<typeof setInterval> | undefined;

  async unlock(): Promise<void> {
    this.blocked = !(await this.#sound.unlock());
  }

  test(): void {
    void this.unlock().then(() => this.#sound.alarm());
  }

  /** Called whenever the waiting P1s change; a new one breaks through a mute. */
  hear(waiting: readonly Incident[], words: () => { text: string; lang: string }, now: () => number): void {
    const isNew = waiting.some((incident) => !this.#known.has(incident.id));
    this.#known = new Set(waiting.map((incident) => incident.id));
    if (waiting.length === 0) return this.quiet();
    if (isNew) this.muted = undefined;
    if (this.#timer !== undefined && !isNew) return;
    clearInterval(this.#timer);
    this.#rounds = 0;
    const round = () => this.#round(words, now);
    round();
    this.#timer = setInterval(round, EVERY_S * 1000);
  }

  mute(reason: MuteReason, now: number): void {
    this.muted = { until: now + MUTE_MS, reason };
    this.asking = false;
    this.#sound.hush();
  }

  unmute(): void {
    this.muted = undefined;
    this.asking = false;
  }

  quiet(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.asking = false;
    this.muted = undefined;
    this.#sound.hush();
  }

  #round(words: () => { text: string; lang: string }, now: () => number): void {
    if (this.muted !== undefined && now() < this.muted.until) return;
    this.muted = undefined;
    this.blocked = !this.#sound.ready;
    this.#sound.alarm();
    if (this.#rounds++ % SPEAK_EACH === 0) {
      const { text, lang } = words();
      this.#sound.say(text, lang);
    }
  }
}
