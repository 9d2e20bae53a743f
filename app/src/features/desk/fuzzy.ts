/** How well a few typed letters fit what something is called. Letters may be left out, never turned round. */
import { fold } from './ordering';

const AT_WORD = 8;
const NEXT_TO = 5;
const GAP = 1;

/** Undefined where it does not fit; else the higher the better. Each word of the query must fit somewhere. */
export function fits(query: string, text: string): number | undefined {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const where = fold(text);
  let sum = 0;
  for (const word of words) {
    const score = fitsWord(word, where);
    if (score === undefined) return undefined;
    sum += score;
  }
  return sum;
}

function fitsWord(word: string, text: string): number | undefined {
  const whole = text.indexOf(word);
  if (whole !== -1) {
    const begins = whole === 0 || isBreak(text[whole - 1]!);
    // The same letters together say more than the same letters apart; at the beginning of a word they say most.
    return word.length * (NEXT_TO + 2) + (begins ? AT_WORD * 2 : 0) + (whole === 0 ? AT_WORD : 0);
  }
  let score = 0;
  let at = -1;
  for (const letter of word) {
    const found = nearest(text, letter, at);
    if (found === -1) return undefined;
    if (found === at + 1) score += NEXT_TO;
    else if (found === 0 || isBreak(text[found - 1]!)) score += AT_WORD;
    else score -= GAP * Math.min(4, found - at);
    at = found;
  }
  // Letters strewn anywhere in a long sentence are no answer.
  return score > 0 ? score : undefined;
}

/** The next place of the letter; the beginning of a later word before the middle of one, unless it follows at once. */
function nearest(text: string, letter: string, after: number): number {
  const next = text.indexOf(letter, after + 1);
  if (next === -1 || next === after + 1) return next;
  for (let at = next; at !== -1; at = text.indexOf(letter, at + 1)) if (at === 0 || isBreak(text[at - 1]!)) return at;
  return next;
}

const isBreak = (letter: string): boolean => /[\s\-/·.,:]/.test(letter);

export interface Findable {
  id: string;
  text: string;
  /** What it is found by besides. */
  also?: string;
}

/** What fits, the best first. Without a query nothing is left out: what was used last comes first. */
export function find<T extends Findable>(all: readonly T[], query: string, last: readonly string[]): T[] {
  const used = (id: string) => {
    const at = last.indexOf(id);
    return at === -1 ? 0 : last.length - at;
  };
  if (query.trim() === '')
    return all
      .map((one, nth) => ({ one, nth, used: used(one.id) }))
      .sort((a, b) => b.used - a.used || a.nth - b.nth)
      .map(({ one }) => one);
  return all
    .flatMap((one, nth) => {
      const score = fits(query, one.text) ?? (one.also === undefined ? undefined : fits(query, one.also));
      return score === undefined ? [] : [{ one, nth, score: score + Math.min(3, used(one.id)) }];
    })
    .sort((a, b) => b.score - a.score || a.nth - b.nth)
    .map(({ one }) => one);
}
