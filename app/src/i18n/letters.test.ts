import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lettersOf } from '../testing/woff2';
import parts from './desk-parts.json';
import { DESK_LANGUAGES, localeOf, nameOf, type Language } from './language.svelte';

interface Face {
  family: string;
  weight: string;
  /** What is drawn with it: letters of its range that are in the file. */
  letters: Set<number>;
}

/** The faces of a stylesheet, as a browser takes them. */
function facesOf(stylesheet: string): Face[] {
  const blocks = readFileSync(stylesheet, 'utf8').matchAll(/@font-face \{(.*?)\}/gs);
  return [...blocks].map(([, block]) => {
    const of = (what: RegExp) => what.exec(block!)?.[1];
    const url = of(/url\('(.*?)'\)/)!;
    const all = lettersOf(url.startsWith('.') ? resolve(dirname(stylesheet), url) : `node_modules/${url}`);
    const range = of(/unicode-range:(.*?);/s);
    const letters = range === undefined ? all : new Set([...all].filter(within(range)));
    return { family: of(/font-family: '(.*?)'/)!, weight: of(/font-weight: (.*?);/) ?? '100 900', letters };
  });
}

function within(range: string): (letter: number) => boolean {
  const spans = range.split(',').map((one) => {
    const [first, last] = one.trim().slice(2).split('-');
    return [parseInt(first!, 16), parseInt(last ?? first!, 16)] as const;
  });
  return (letter) => spans.some(([first, last]) => letter >= first && letter <= last);
}

const faces = [...facesOf('src/styles/fonts.css'), ...facesOf('src/styles/letters/desk.css')];
/** As in the sheet's `--font` and `--arab`. */
const FAMILIES: Partial<Record<Language, string>> = { ar: 'Noto Sans Arabic', zh: 'Letters zh' };
/** Seen by nobody: they only turn what stands between them. */
const UNSEEN = /[\u2066-\u2069\u200e\u200f]/;

const missing = (text: string, families: string[], weight: number): string[] => {
  const use = faces.filter(({ family, weight: given }) => {
    const [least, most] = given.split(' ').map(Number);
    return families.includes(family) && least! <= weight && weight <= most!;
  });
  expect(use.length, families.join(', ')).toBeGreaterThan(0);
  return [...new Set(text)].filter(
    (letter) => letter > ' ' && !UNSEEN.test(letter) && !use.some((face) => face.letters.has(letter.codePointAt(0)!)),
  );
};

/** Weekdays, months and parts of the day, as the desk's clocks and calendars name them. */
function times(language: Language): string {
  const locale = localeOf(language, []);
  const lengths = ['long', 'short', 'narrow'] as const;
  const said = lengths.flatMap((length) => [
    ...Array.from({ length: 7 }, (_, day) =>
      new Intl.DateTimeFormat(locale, { weekday: length }).format(new Date(2026, 0, 1 + day)),
    ),
    ...Array.from({ length: 12 }, (_, month) =>
      new Intl.DateTimeFormat(locale, { month: length, day: 'numeric' }).format(new Date(2026, month)),
    ),
  ]);
  const list = new Intl.ListFormat(locale, { type: 'unit', style: 'narrow' }).format(['1', '2', '3']);
  const hours = [1, 13].map((hour) =>
    new Intl.DateTimeFormat(locale, { hour: 'numeric', hour12: true }).format(new Date(2026, 0, 1, hour)),
  );
  return [...said, ...hours, list].join('');
}

describe.each(DESK_LANGUAGES)('every letter of the desk in %s is in a font we ship', (language) => {
  const families = ['Inter Variable', ...[FAMILIES[language] ?? []].flat()];
  const tables = parts.map((part) => `src/i18n/${part}/${language}.ts`);
  const server = ['handover', 'major'].map((part) => {
    const table = JSON.parse(readFileSync(`../shared/data/${part}.json`, 'utf8')) as Record<string, object>;
    // What is said on paper alone is set by the server, in its own fonts.
    const shown = Object.entries(table[language] ?? {}).filter(([key]) => !key.startsWith('paper_'));
    return shown.map(([, phrase]) => phrase as string).join('');
  });
  const text = [...tables.map((path) => readFileSync(path, 'utf8')), ...server, times(language)].join('');

  test.each([400, 700])('in weight %i', (weight) => {
    expect(missing(text, families, weight), 'run build/letters.mjs').toEqual([]);
  });
});

test('the menu of languages names each in its letters, whatever the desk speaks', () => {
  const desk = readFileSync('src/styles/desk.css', 'utf8').replaceAll(/\s+/g, ' ');
  const families = ['Noto Sans Arabic', 'Names of languages'];
  expect(desk.includes(`var(--font), ${families.map((family) => `'${family}'`).join(', ')}`)).toBe(true);
  expect(missing(DESK_LANGUAGES.map(nameOf).join(''), ['Inter Variable', ...families], 400)).toEqual([]);
});

test('the letters of the desk are named by its stylesheet alone', () => {
  expect(readFileSync('src/styles/desk.css', 'utf8')).toContain("@import './letters/desk.css';");
  expect(readFileSync('src/styles/fonts.css', 'utf8')).not.toContain('letters-desk');
});
