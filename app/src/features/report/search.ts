import type { Category, Venue } from '../../api/wire';

/** Letters as people type them: no case, no accents, no Arabic vowel signs, one form of alef, no dot under Hindi letters. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]|[\u064b-\u065f]|\u0640|\u093c/g, '')
    .replace(/[أإآ]/g, 'ا')
    .replace(/ة/g, 'ه')
    .toLowerCase()
    .normalize('NFKC');
}

export interface Match {
  category: Category;
  group: string;
}

/** How much a place in which a word was found says. */
const LABEL = 4;
const EVERYDAY = 3;
const AROUND = 1;
const MOST = 12;
/** What fits less than this share of the best is noise beside it. */
const WORTH_SHOWING = 0.4;

/**
 * Categories that fit what was typed, in the reader's language and on the device: by their names, by everyday words for
 * them, and by the words of their tile and group. "Someone left a bag" finds the bag that was left.
 */
export function findCategories(venue: Venue, query: string): Match[] {
  const wanted = words(query).filter((word) => word.length > 1 || isDense(word));
  if (wanted.length === 0) return [];
  const whole = fold(query).trim();
  const groups = new Map(venue.groups.map(({ code, label }) => [code, label]));
  const tiles = wordsOfTiles(venue);
  const scored = venue.categories.map((category) => {
    const group = groups.get(category.group) ?? '';
    const phrases = fold(category.words ?? '')
      .split(/\s*[,،、，]\s*/)
      .filter(Boolean);
    const shelves: [string[], number][] = [
      [words(category.label), LABEL],
      [words(category.words ?? ''), EVERYDAY],
      [words(`${group} ${tiles.get(category.code) ?? ''}`), AROUND],
    ];
    const found = wanted.map((word) => Math.max(0, ...shelves.map(([all, worth]) => (has(all, word) ? worth : 0))));
    const hits = found.filter((worth) => worth > 0).length;
    const said = phrases.some((phrase) => phrase.length > 1 && whole.includes(phrase)) ? EVERYDAY : 0;
    const score = found.reduce((sum, worth) => sum + worth, said) + (hits === wanted.length ? 5 : 0);
    return { category, group, score };
  });
  const best = Math.max(...scored.map(({ score }) => score));
  return scored
    .filter(({ score }) => score > 0 && score >= best * WORTH_SHOWING)
    .sort((a, b) => b.score - a.score || a.category.default_priority - b.category.default_priority)
    .slice(0, MOST);
}

function wordsOfTiles({ tiles }: Venue): Map<string, string> {
  const found = new Map<string, string>();
  const add = (code: string, text: string) => found.set(code, `${found.get(code) ?? ''} ${text}`);
  for (const { category, label, hint, refine } of tiles) {
    add(category, `${label} ${hint}`);
    for (const option of refine?.options ?? []) add(option.category, `${option.label} ${label}`);
  }
  return found;
}

function words(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean);
}

/** Written without gaps between words: a part of what was typed may be the word. */
function isDense(word: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(word);
}

function has(all: string[], word: string): boolean {
  if (isDense(word)) return all.some((one) => one.includes(word) || (one.length > 1 && word.includes(one)));
  return all.some((one) => one.startsWith(word) || (word.length > 4 && one.includes(word)));
}
