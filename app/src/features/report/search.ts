import type { Category, Venue } from '../../api/wire';

/** Letters as people type them: no case, no accents, no Arabic vowel signs, one form of alef. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u065f\u0640]/g, '')
    .replace(/[أإآ]/g, 'ا')
    .replace(/ة/g, 'ه')
    .toLowerCase();
}

export interface Match {
  category: Category;
  group: string;
}

/** Categories whose words begin with each word typed. Tiles lend their words, so that everyday names find the register's. */
export function findCategories(venue: Venue, query: string): Match[] {
  const wanted = fold(query)
    .split(/\s+/)
    .filter((word) => word.length > 1);
  if (wanted.length === 0) return [];
  const groups = new Map(venue.groups.map(({ code, label }) => [code, label]));
  const everyday = everydayWords(venue);
  const scored = venue.categories.map((category) => {
    const group = groups.get(category.group) ?? '';
    const own = words(category.label);
    const also = words(`${group} ${everyday.get(category.code) ?? ''}`);
    const score = wanted.reduce((sum, word) => sum + (begins(own, word) ? 3 : begins(also, word) ? 1 : 0), 0);
    const hits = wanted.filter((word) => begins([...own, ...also], word)).length;
    return { category, group, score: score + (hits === wanted.length ? 5 : 0) };
  });
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.category.default_priority - b.category.default_priority)
    .slice(0, 12);
}

function everydayWords({ tiles }: Venue): Map<string, string> {
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
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

function begins(all: string[], word: string): boolean {
  return all.some((one) => one.startsWith(word) || (word.length > 4 && one.includes(word)));
}
