import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { incident } from '../testing';
import { Alarm, EVERY_S } from './alarm.svelte';
import { ringing } from './ringing.svelte';

const ONE = incident({ id: 'one', priority: 1 });
const TWO = incident({ id: 'two', priority: 1 });
const words = () => ({ text: 'Priority one. Intruder. Gate 4.', lang: 'en' });
const now = () => Date.now();
const MINUTE_MS = 60_000;

function heard() {
  const rounds: { tone: string; loud: number }[] = [];
  const said: string[] = [];
  const sound = {
    ready: true,
    unlock: async () => true,
    alarm: (tone: string, loud: number) => void rounds.push({ tone, loud }),
    say: (text: string) => void said.push(text),
    hush: () => undefined,
  };
  return { rounds, said, alarm: new Alarm(sound) };
}

describe('the alarm of a P1', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    ringing.open('');
  });
  const pass = (ms: number) => vi.advanceTimersByTime(ms);

  it('sounds at once, and again until somebody has acknowledged', () => {
    const { alarm, rounds } = heard();
    alarm.hear([ONE], words, now);
    expect(rounds).toHaveLength(1);
    pass(10 * EVERY_S * 1000);
    expect(rounds).toHaveLength(11);
    alarm.hear([], words, now);
    pass(MINUTE_MS);
    expect(rounds).toHaveLength(11);
  });
  it('goes on for the one that is left, and does not begin anew for what is heard again', () => {
    const { alarm, rounds } = heard();
    alarm.hear([ONE, TWO], words, now);
    alarm.hear([ONE, TWO], words, now);
    expect(rounds).toHaveLength(1);
    alarm.hear([TWO], words, now);
    pass(EVERY_S * 1000);
    expect(rounds).toHaveLength(2);
  });
  it('says what and where with every third round, unless its person wants no words', () => {
    const { alarm, said } = heard();
    alarm.hear([ONE], words, now);
    pass(5 * EVERY_S * 1000);
    expect(said).toEqual([words().text, words().text]);
    ringing.choose({ spoken: false });
    pass(MINUTE_MS);
    expect(said).toHaveLength(2);
  });
  it('sounds as its person chose, from the next round on', () => {
    const { alarm, rounds } = heard();
    ringing.choose({ tone: 'beats', loud: 1 });
    alarm.hear([ONE], words, now);
    ringing.choose({ tone: 'rising', loud: 0 });
    pass(EVERY_S * 1000);
    expect(rounds).toEqual([
      { tone: 'beats', loud: 1 },
      { tone: 'rising', loud: 0.25 },
    ]);
  });
  it('is muted for five minutes and no longer', () => {
    const { alarm, rounds } = heard();
    alarm.hear([ONE], words, now);
    alarm.mute('radio', now());
    pass(5 * MINUTE_MS - 1);
    expect(rounds).toHaveLength(1);
    pass(EVERY_S * 1000);
    expect(rounds).toHaveLength(2);
    expect(alarm.muted).toBeUndefined();
  });
  it('breaks through the mute with a new one, and not with one that is known', () => {
    const { alarm, rounds } = heard();
    alarm.hear([ONE], words, now);
    alarm.mute('phone', now());
    alarm.hear([ONE], words, now);
    expect(alarm.muted?.reason).toBe('phone');
    alarm.hear([ONE, TWO], words, now);
    expect(alarm.muted).toBeUndefined();
    expect(rounds).toHaveLength(2);
  });
  it('is heard when it is asked for, with its words', async () => {
    const { alarm, rounds, said } = heard();
    await alarm.test({ text: 'a test', lang: 'en' });
    await alarm.test();
    expect([rounds.length, said]).toEqual([2, ['a test']]);
  });
});
