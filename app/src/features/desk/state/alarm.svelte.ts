/** A P1 nobody has acknowledged: sounds and speaks until anybody does. Muting has a reason, an end, and one P1's worth. */
import type { Incident } from '../wire';
import { ringing } from './ringing.svelte';
import { Sound } from './sound';

export const EVERY_S = 5;
const SPEAK_EACH = 3;
const MUTE_MS = 300_000;

export interface Spoken {
  text: string;
  lang: string;
}
export type MuteReason = 'phone' | 'radio' | 'witness';
export const MUTE_REASONS: readonly MuteReason[] = ['phone', 'radio', 'witness'];

export class Alarm {
  asking = $state(false);
  muted = $state.raw<{ until: number; reason: MuteReason }>();
  blocked = $state(true);
  #sound: Pick<Sound, keyof Sound>;
  #rounds = 0;
  #known = new Set<string>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(sound: Pick<Sound, keyof Sound> = new Sound()) {
    this.#sound = sound;
  }

  async unlock(): Promise<void> {
    this.blocked = !(await this.#sound.unlock());
  }

  /** As a P1 would sound here now; with words, also as it would speak. */
  async test(words?: Spoken): Promise<void> {
    await this.unlock();
    this.#sound.alarm(ringing.tone, ringing.loud);
    if (words !== undefined && ringing.spoken) this.#sound.say(words.text, words.lang, ringing.loud);
  }

  /** Called whenever the waiting P1s change; a new one breaks through a mute. */
  hear(waiting: readonly Incident[], words: () => Spoken, now: () => number): void {
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

  #round(words: () => Spoken, now: () => number): void {
    if (this.muted !== undefined && now() < this.muted.until) return;
    this.muted = undefined;
    this.blocked = !this.#sound.ready;
    this.#sound.alarm(ringing.tone, ringing.loud);
    if (this.#rounds++ % SPEAK_EACH === 0 && ringing.spoken) {
      const { text, lang } = words();
      this.#sound.say(text, lang, ringing.loud);
    }
  }
}
