import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOUDNESS, Ringing } from './ringing.svelte';
import { Sound, TONES } from './sound';

describe('how a P1 sounds to one person', () => {
  let kept: Map<string, string>;
  beforeEach(() => {
    kept = new Map();
    vi.stubGlobal('localStorage', {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
    });
  });
  afterEach(() => void vi.unstubAllGlobals());
  const opened = (person: string) => {
    const ringing = new Ringing();
    ringing.open(person);
    return ringing;
  };

  it('is kept for them, and for nobody else', () => {
    opened('mia').choose({ tone: 'beats', loud: 1, spoken: false });
    expect(opened('mia')).toMatchObject({ tone: 'beats', loud: 1, spoken: false });
    expect(opened('ren')).toMatchObject({ loud: 0.5, spoken: true });
  });
  it('differs between people who never chose', () => {
    const tones = new Set(Array.from({ length: 12 }, (_, nth) => opened(`018f-${nth}`).tone));
    expect([...tones].sort()).toEqual([...TONES].sort());
    expect(opened('mia').tone).toBe(opened('mia').tone);
  });
  it('is never silent, whatever was chosen or kept', () => {
    const ringing = opened('mia');
    for (const loud of [0, -1, 0.01]) {
      ringing.choose({ loud });
      expect(ringing.loud).toBe(LOUDNESS[0]);
    }
    kept.set('desk-sound/mia', '{"loud":0}');
    expect(opened('mia').loud).toBe(LOUDNESS[0]);
    for (const text of [
      '{"loud":9}',
      '{"loud":1e999}',
      '{"loud":"0"}',
      '{"tone":"none","loud":null}',
      '[]',
      '7',
      '{',
    ]) {
      kept.set('desk-sound/mia', text);
      expect(opened('mia').loud, text).toBeGreaterThanOrEqual(LOUDNESS[0]);
      expect(opened('mia').loud, text).toBeLessThanOrEqual(1);
      expect(TONES).toContain(opened('mia').tone);
    }
  });
  it('works where nothing may be kept', () => {
    vi.stubGlobal('localStorage', undefined);
    const ringing = opened('mia');
    ringing.choose({ tone: 'rising' });
    expect(ringing.tone).toBe('rising');
  });
});

describe('a tone', () => {
  afterEach(() => void vi.unstubAllGlobals());

  /** What the machine would be asked to play. */
  async function played(tone: (typeof TONES)[number], loud: number) {
    const notes: { from: number; until: number; hertz: number }[] = [];
    const gains: number[] = [];
    const param = (into?: number[]) => ({
      setValueAtTime: (value: number) => into?.push(value),
      linearRampToValueAtTime: (value: number) => into?.push(value),
    });
    const context = { state: 'running', currentTime: 0, destination: {}, resume: async () => undefined };
    vi.stubGlobal('AudioContext', function () {
      return context;
    });
    vi.stubGlobal('OscillatorNode', function (_: unknown, { frequency }: { frequency: number }) {
      const note = { from: 0, until: 0, hertz: frequency };
      notes.push(note);
      return {
        frequency: param(),
        connect: (next: unknown) => next,
        start: (at: number) => (note.from = at),
        stop: (at: number) => (note.until = at),
      };
    });
    vi.stubGlobal('GainNode', function () {
      return { gain: param(gains), connect: (next: unknown) => next };
    });
    const sound = new Sound();
    await sound.unlock();
    sound.alarm(tone, loud);
    return { notes, most: Math.max(...gains) };
  }

  it('is short enough for the round, and as loud as was chosen', async () => {
    for (const tone of TONES) {
      const { notes, most } = await played(tone, 0.5);
      expect(most, tone).toBeCloseTo(0.2);
      expect(Math.max(...notes.map(({ until }) => until)), tone).toBeLessThan(1.5);
      expect((await played(tone, LOUDNESS[0])).most, tone).toBeGreaterThanOrEqual(0.1);
    }
  });
  it('has a rhythm that no other has', async () => {
    const rhythms = [];
    for (const tone of TONES) {
      const { notes } = await played(tone, 1);
      rhythms.push(
        notes
          .map(({ from }) => from.toFixed(2))
          .sort()
          .join(' '),
      );
    }
    expect(new Set(rhythms).size).toBe(TONES.length);
  });
});
