import { describe, expect, test } from 'vitest';
import { checkDigit, normalise, readContainer } from './container';

/** The standard's own example, the one of the register of owners, and containers on public photos and in manuals. */
const KNOWN = ['CSQU3054383', 'BICU1234565', 'MSKU6011672', 'TOLU4734787', 'HLXU2008419', 'HJCU8281988'];
/** Made up, and so many that rests of 0 and of 10 are among them. */
const serials = Array.from({ length: 400 }, (_, nth) => `ABCU${String(nth * 2477 + 13).padStart(6, '0')}`);
const SPREAD = serials.map((ten) => `${ten}${checkDigit(ten)}`);

const state = (typed: string) => readContainer(typed).state;
const wrong = (typed: string) => {
  const reading = readContainer(typed);
  return 'wrong' in reading ? reading.wrong : undefined;
};
const put = (number: string, place: number, character: string) =>
  number.slice(0, place) + character + number.slice(place + 1);

/** The rest before 10 is written 0, by the standard's own table: reckoned apart from the code under test. */
const TABLE = '0123456789A_BCDEFGHIJK_LMNOPQRSTU_VWXYZ';
const rest = (ten: string) => [...ten].reduce((all, one, place) => all + TABLE.indexOf(one) * 2 ** place, 0) % 11;

test.each(KNOWN)('%s is right', (number) => {
  expect(readContainer(number)).toEqual({ said: number, state: 'right' });
});

test('the digit is the one of the table', () => {
  for (const number of [...KNOWN, ...SPREAD])
    expect(checkDigit(number.slice(0, 10)), number).toBe(rest(number.slice(0, 10)) % 10);
  // Every letter has its turn in the owner's code.
  for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
    expect(checkDigit(`${letter}AAU000000`), letter).toBe(rest(`${letter}AAU000000`) % 10);
});

describe('however it is typed', () => {
  test.each([
    ['csqu 305438 3'],
    ['CSQU-305438-3'],
    [' Csqu 305 438–3 '],
    ['ＣＳＱＵ３０５４３８３'],
    ['CSQU٣٠٥٤٣٨٣'],
    ['CSQU۳۰۵۴۳۸۳'],
    ['CSQU३०५४३८३'],
    ['\u200eCSQU3054383\u200f'],
  ])('%s', (typed) => {
    expect(normalise(typed)).toBe('CSQU3054383');
    expect(readContainer(typed)).toEqual({ said: 'CSQU3054383', state: 'right' });
  });

  test('a dotless or dotted small i is the same letter everywhere', () => {
    expect(['bicu', 'bıcu'].map(normalise)).toEqual(['BICU', 'BICU']);
  });
});

test('while it is typed, nothing is wrong yet', () => {
  const number = 'CSQU3054383';
  expect(readContainer('')).toEqual({ said: '', state: 'empty' });
  expect(readContainer(' - ')).toEqual({ said: '', state: 'empty' });
  for (let typed = 1; typed < number.length; typed++)
    expect(state(number.slice(0, typed)), `${typed}`).toBe('incomplete');
  expect(['C', 'CSQ', 'CSQU', 'CSQU305438'].map(wrong)).toEqual(['owner', 'category', 'serial', 'check']);
});

test('the part that is wrong is named', () => {
  expect(['C5QU3054383', 'CSQX3054383', 'CSQU3O54383', 'CSQU305438X', 'CSQU30543831'].map(state)).toEqual(
    Array(5).fill('not_container'),
  );
  expect(['C5QU3054383', 'CSQX3054383', 'CSQU3O54383', 'CSQU305438X', 'CSQU30543831'].map(wrong)).toEqual([
    'owner',
    'category',
    'serial',
    'check',
    'length',
  ]);
  expect(readContainer('CSQU3054384')).toEqual({ said: 'CSQU3054384', state: 'wrong_digit', wrong: 'check' });
});

test('another number stays as it was written', () => {
  expect(readContainer('  wx-12  ab ')).toMatchObject({ said: 'WX-12 AB', state: 'not_container' });
  expect(readContainer('020-1234 5675')).toMatchObject({ said: '020-1234 5675', state: 'not_container' });
});

test('one changed digit is noticed, unless 10 and 0 are both written 0', () => {
  let missed = 0;
  for (const number of [...KNOWN, ...SPREAD]) {
    for (let place = 4; place < 11; place++) {
      for (const digit of '0123456789') {
        if (digit === number[place]) continue;
        const changed = put(number, place, digit);
        const before = rest(number.slice(0, 10));
        const after = rest(changed.slice(0, 10));
        // 2 to any power has no factor in common with 11, so the rest always moves.
        if (place < 10) expect(after, changed).not.toBe(before);
        const collides = place < 10 && [before, after].sort((a, b) => a - b).join() === '0,10';
        expect(state(changed), `${number} as ${changed}`).toBe(collides ? 'right' : 'wrong_digit');
        missed += Number(collides);
      }
    }
  }
  // It does happen; the standard therefore advises against serial numbers whose rest is 10.
  expect(missed).toBeGreaterThan(0);
});

test('two neighbours that changed places are noticed, unless 10 and 0 are both written 0', () => {
  for (const number of [...KNOWN, ...SPREAD]) {
    for (let place = 4; place < 9; place++) {
      const [one, two] = [number[place]!, number[place + 1]!];
      if (one === two) continue;
      const changed = put(put(number, place, two), place + 1, one);
      const rests = [rest(number.slice(0, 10)), rest(changed.slice(0, 10))].sort((a, b) => a - b).join();
      expect(state(changed), `${number} as ${changed}`).toBe(rests === '0,10' ? 'right' : 'wrong_digit');
    }
  }
});
