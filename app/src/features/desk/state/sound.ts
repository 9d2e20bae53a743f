/** The alarm's voice: a tone made here, so that no file can be missing, and the words spoken where the browser can. */
interface Note {
  at: number;
  lasts: number;
  hertz: number;
  /** Where it glides to. */
  to?: number;
}
const row = (count: number, every: number, note: Omit<Note, 'at'>, from = 0): Note[] =>
  Array.from({ length: count }, (_, nth) => ({ at: from + nth * every, ...note }));

/** Told apart by their rhythm too, by whoever does not hear how high a tone is. */
const NOTES = {
  two: [...row(2, 0.44, { lasts: 0.18, hertz: 988 }), ...row(2, 0.44, { lasts: 0.18, hertz: 740 }, 0.22)],
  rising: row(2, 0.5, { lasts: 0.42, hertz: 420, to: 1150 }),
  beats: [...row(3, 0.09, { lasts: 0.06, hertz: 587 }), ...row(3, 0.09, { lasts: 0.06, hertz: 587 }, 0.5)],
} satisfies Record<string, readonly Note[]>;

export type Tone = keyof typeof NOTES;
export const TONES = Object.keys(NOTES) as readonly Tone[];
/** Beyond it a square wave only becomes harsh. */
const LOUDEST = 0.4;
const EDGE_S = 0.02;

export class Sound {
  #context: AudioContext | undefined;

  /** Browsers allow sound only after a key or a press; until then the desk says that it is dumb. */
  get ready(): boolean {
    return this.#context?.state === 'running';
  }

  async unlock(): Promise<boolean> {
    try {
      this.#context ??= new AudioContext();
      if (this.#context.state !== 'running') await this.#context.resume();
    } catch {
      // A machine without sound still has the band, the title and the words.
    }
    return this.ready;
  }

  alarm(tone: Tone, loud: number): void {
    const context = this.#context;
    if (context === undefined || context.state !== 'running') return;
    const most = loud * LOUDEST;
    for (const { at, lasts, hertz, to } of NOTES[tone] as readonly Note[]) {
      const from = context.currentTime + 0.02 + at;
      const oscillator = new OscillatorNode(context, { type: 'square', frequency: hertz });
      if (to !== undefined) {
        oscillator.frequency.setValueAtTime(hertz, from);
        oscillator.frequency.linearRampToValueAtTime(to, from + lasts);
      }
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(most, from + EDGE_S);
      gain.gain.setValueAtTime(most, from + lasts - EDGE_S);
      gain.gain.linearRampToValueAtTime(0, from + lasts);
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(from);
      oscillator.stop(from + lasts);
    }
  }

  say(text: string, lang: string, loud: number): void {
    if (typeof speechSynthesis === 'undefined') return;
    speechSynthesis.cancel();
    const words = new SpeechSynthesisUtterance(text);
    words.lang = lang;
    // A voice is softer than a tone: of it half is the least that is heard across a desk.
    words.volume = 0.5 + loud / 2;
    speechSynthesis.speak(words);
  }

  hush(): void {
    if (typeof speechSynthesis !== 'undefined') speechSynthesis.cancel();
  }
}
