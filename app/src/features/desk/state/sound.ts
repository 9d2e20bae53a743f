/** The alarm's voice: a tone made here, so that no file can be missing, and the words spoken where the browser can. */
const TONES = [
  { at: 0, hertz: 988 },
  { at: 0.22, hertz: 740 },
  { at: 0.44, hertz: 988 },
  { at: 0.66, hertz: 740 },
];
const TONE_S = 0.18;

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

  alarm(): void {
    const context = this.#context;
    if (context === undefined || context.state !== 'running') return;
    for (const tone of TONES) {
      const from = context.currentTime + 0.02 + tone.at;
      const oscillator = new OscillatorNode(context, { type: 'square', frequency: tone.hertz });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(0.2, from + 0.02);
      gain.gain.setValueAtTime(0.2, from + TONE_S - 0.03);
      gain.gain.linearRampToValueAtTime(0, from + TONE_S);
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(from);
      oscillator.stop(from + TONE_S);
    }
  }

  say(text: string, lang: string): void {
    if (typeof speechSynthesis === 'undefined') return;
    speechSynthesis.cancel();
    const words = new SpeechSynthesisUtterance(text);
    words.lang = lang;
    speechSynthesis.speak(words);
  }

  hush(): void {
    if (typeof speechSynthesis !== 'undefined') speechSynthesis.cancel();
  }
}
