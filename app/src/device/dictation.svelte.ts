/** The browser's own writer of what is said, as far as it is used here (Web Speech, with its part for devices). */
interface Recognition extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  processLocally: boolean;
  start(): void;
  stop(): void;
  abort(): void;
}
interface Recognitions {
  new (): Recognition;
  prototype: Recognition;
  available?: (options: { langs: string[]; processLocally: boolean }) => Promise<string>;
}
interface Heard extends Event {
  resultIndex: number;
  results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>;
}

const LAST_WORDS_MS = 2_000;

/** Speaking instead of typing, for one field: whether it can be offered, whether it listens, and what went wrong. */
export class Dictation {
  able = $state(false);
  on = $state(false);
  deaf = $state(false);
  #stop: AbortController | undefined;
  #ended: Promise<void> | undefined;
  #tag = '';

  /** Asked anew for each language; the last one counts. */
  async look(tag: string): Promise<void> {
    [this.able, this.#tag] = [false, tag];
    const found = await canDictate(tag);
    if (tag === this.#tag) this.able = found;
  }

  toggle(heard: (words: string) => void): void {
    if (this.on) return void this.end();
    [this.on, this.deaf] = [true, false];
    this.#stop = new AbortController();
    this.#ended = dictate(this.#tag, this.#stop.signal, heard)
      .catch(() => void (this.deaf = true))
      .finally(() => (this.on = false));
  }

  /** The last words come after the stop. Whoever sends what was said waits for them, and not for ever. */
  async end(): Promise<void> {
    this.#stop?.abort();
    await Promise.race([this.#ended, new Promise((done) => setTimeout(done, LAST_WORDS_MS))]);
  }
}

const writers = globalThis as { SpeechRecognition?: Recognitions; webkitSpeechRecognition?: Recognitions };
const writerHere = () => writers.SpeechRecognition ?? writers.webkitSpeechRecognition;

/**
 * Whether this device writes down what is said by itself. Most browsers send the voice to a company's servers: these count
 * as not able, and nothing is fetched to make them so.
 */
async function canDictate(tag: string): Promise<boolean> {
  const Speech = writerHere();
  if (!Speech?.available || !('processLocally' in Speech.prototype)) return false;
  const found = await Speech.available({ langs: [tag], processLocally: true }).catch(() => 'unavailable');
  return found === 'available';
}

/** A keyboard on a touch screen mostly has a microphone of its own. */
export const typesByTouch = (): boolean => matchMedia('(pointer: coarse)').matches;

/** Writes down what is said until `stop`. Answers once it has ended; rejects where the microphone is refused. */
function dictate(tag: string, stop: AbortSignal, heard: (words: string) => void): Promise<void> {
  return new Promise((done, failed) => {
    const Speech = writerHere();
    if (!Speech) return failed(new Error('nobody writes here'));
    const writer = Object.assign(new Speech(), { lang: tag, continuous: true, interimResults: false });
    writer.processLocally = true;
    writer.addEventListener('result', (event) => {
      const { resultIndex, results } = event as Heard;
      for (let at = resultIndex; at < results.length; at++) {
        const said = results[at];
        if (said?.isFinal) heard(said[0]?.transcript.trim() ?? '');
      }
    });
    writer.addEventListener('error', (event) => {
      const { error } = event as Event & { error: string };
      // Silence is no trouble, and what was stopped on purpose is none either.
      if (error !== 'no-speech' && error !== 'aborted') failed(new Error(error));
    });
    writer.addEventListener('end', () => done());
    stop.addEventListener('abort', () => writer.stop(), { once: true });
    writer.start();
  });
}
