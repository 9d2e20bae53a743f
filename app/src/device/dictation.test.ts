import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Dictation } from './dictation.svelte';

/** A browser's writer that the test speaks to. */
class Writer extends EventTarget {
  static last: Writer;
  static places: Record<string, string> = { 'en-GB': 'available' };
  static available = async ({ langs }: { langs: string[] }) => Writer.places[langs[0]!] ?? 'unavailable';
  processLocally = false;
  lang = '';
  constructor() {
    super();
    Writer.last = this;
  }
  start = () => undefined;
  stop = vi.fn();
  hear(words: string, isFinal = true) {
    const results = [Object.assign([{ transcript: words }], { isFinal })];
    this.dispatchEvent(Object.assign(new Event('result'), { resultIndex: 0, results }));
  }
  fail(error: string) {
    this.dispatchEvent(Object.assign(new Event('error'), { error }));
  }
  end() {
    this.dispatchEvent(new Event('end'));
  }
}
Object.defineProperty(Writer.prototype, 'processLocally', { value: false, writable: true });

describe('dictation', () => {
  beforeEach(() => void vi.stubGlobal('SpeechRecognition', Writer));
  afterEach(() => void vi.unstubAllGlobals());

  it('is offered only where the device writes by itself, in the language of the page', async () => {
    const dictation = new Dictation();
    await dictation.look('en-GB');
    expect(dictation.able).toBe(true);
    await dictation.look('nl');
    expect(dictation.able).toBe(false);
    vi.stubGlobal('SpeechRecognition', undefined);
    await dictation.look('en-GB');
    expect(dictation.able).toBe(false);
  });
  it('is offered for the language that was asked for last', async () => {
    const dictation = new Dictation();
    await Promise.all([dictation.look('en-GB'), dictation.look('nl')]);
    expect(dictation.able).toBe(false);
  });
  it('hands over what is said, and the last words after the stop', async () => {
    const said: string[] = [];
    const dictation = new Dictation();
    await dictation.look('en-GB');
    dictation.toggle((words) => said.push(words));
    expect([dictation.on, Writer.last.lang, Writer.last.processLocally]).toEqual([true, 'en-GB', true]);
    Writer.last.hear('two people', false);
    Writer.last.hear('two people at the');
    Writer.last.stop.mockImplementation(() => (Writer.last.hear('fence'), Writer.last.end()));
    await dictation.end();
    expect([said, dictation.on]).toEqual([['two people at the', 'fence'], false]);
  });
  it('says that it hears nothing where the microphone is refused, and not where it is only quiet', async () => {
    const dictation = new Dictation();
    await dictation.look('en-GB');
    dictation.toggle(() => undefined);
    Writer.last.fail('no-speech');
    Writer.last.end();
    await vi.waitFor(() => expect(dictation.on).toBe(false));
    expect(dictation.deaf).toBe(false);
    dictation.toggle(() => undefined);
    Writer.last.fail('not-allowed');
    await vi.waitFor(() => expect(dictation.on).toBe(false));
    expect(dictation.deaf).toBe(true);
  });
  it('does not wait for ever for a writer that never ends', async () => {
    vi.useFakeTimers();
    const dictation = new Dictation();
    await dictation.look('en-GB');
    dictation.toggle(() => undefined);
    const ended = dictation.end();
    await vi.advanceTimersByTimeAsync(2_000);
    await expect(ended).resolves.toBeUndefined();
    vi.useRealTimers();
  });
});
