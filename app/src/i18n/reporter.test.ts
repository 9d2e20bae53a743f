import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CoachWords } from './coach';
import { languages, tagOf, type Language } from './language.svelte';
import laterEnglish from './later/en';
import learnEnglish from './learn/en';
import mediaEnglish from './media/en';
import english from './reporter/en';
import staffEnglish from './staff/en';
import { say, type Message } from './say';

type Sentences = Record<string, Message>;
const load = async <Part>(part: string, language: string): Promise<Part> =>
  ((await import(`./${part}/${language}.ts`)) as { default: Part }).default;

const forms = (message: Message) => (typeof message === 'string' ? [message] : Object.values(message));
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
const length = (message: Message) => Math.max(...forms(message).map((text) => text.length));

/** In which letters a language is written; those in Latin ones are told from English by their words. */
const SCRIPTS: Partial<Record<Language, RegExp>> = {
  ar: /[\u0600-\u06ff]/,
  ru: /[\u0400-\u04ff]/,
  zh: /[\u4e00-\u9fff]/,
  ja: /[\u3040-\u30ff\u4e00-\u9fff]/,
  ko: /[\uac00-\ud7af]/,
  hi: /[\u0900-\u097f]/,
};
/** Longer than this beside English, a sentence leaves its button. */
const STRETCH = 1.7;
const ROOM = 12;
/** Words that are the same in other languages, too, and names. */
const SAME = 12;

const others = (Object.keys(languages) as Language[]).filter((one) => one !== 'en');
const parts = {
  reporter: english as Sentences,
  later: laterEnglish as Sentences,
  learn: learnEnglish as Sentences,
  media: mediaEnglish as Sentences,
  staff: staffEnglish as Sentences,
};

describe.each(others)('%s', (language) => {
  describe.each(Object.entries(parts))('%s', (part, source) => {
    const read = load<Sentences>(part, language);

    test('has every sentence of English, and no other', async () => {
      expect(Object.keys(await read).sort()).toEqual(Object.keys(source).sort());
    });

    test('leaves no sentence empty, in English, or too long for its place', async () => {
      const script = SCRIPTS[language];
      for (const [key, message] of Object.entries(await read)) {
        for (const text of forms(message)) {
          expect(text.trim(), key).not.toBe('');
          if (script) expect(text, key).toMatch(script);
          else if (text.length > SAME) expect(forms(source[key]!), key).not.toContain(text);
        }
        expect(length(message), key).toBeLessThanOrEqual(length(source[key]!) * STRETCH + ROOM);
      }
    });

    test('sets the same values in', async () => {
      for (const [key, message] of Object.entries(await read)) {
        const known = forms(source[key]!).flatMap(holes);
        for (const name of forms(message).flatMap(holes)) expect(known, key).toContain(name);
        if (typeof message === 'string') expect(new Set(holes(message)), key).toEqual(new Set(known));
      }
    });

    test('has every plural form its grammar asks for', async () => {
      const needed = new Intl.PluralRules(tagOf(language)).resolvedOptions().pluralCategories;
      for (const [key, message] of Object.entries(await read)) {
        expect(typeof message, key).toBe(typeof source[key]);
        if (typeof message !== 'string') expect(Object.keys(message), key).toEqual(expect.arrayContaining(needed));
      }
    });
  });

  test('notices looks, deeds and names by different words', async () => {
    const { looks, deeds, names } = await load<CoachWords>('coach', language);
    expect(Math.min(looks.length, deeds.length)).toBeGreaterThanOrEqual(25);
    expect(names.length).toBeGreaterThanOrEqual(5);
    expect(looks.filter((word) => deeds.includes(word))).toEqual([]);
  });
});

test.each(['zh', 'ja', 'ko', 'hi'])('the letters of %s are all in its font', (language) => {
  const cut = new Set(readFileSync(`src/styles/letters/${language}.txt`, 'utf8'));
  const texts = [
    ...Object.keys(parts).map((part) => `src/i18n/${part}/${language}.ts`),
    ...['taxonomy', 'cards'].map((part) => `../shared/data/${part}.${language}.json`),
  ].map((path) => readFileSync(path, 'utf8'));
  const dates = new Intl.DateTimeFormat(tagOf(language as Language), { dateStyle: 'long' });
  const year = Array.from({ length: 12 }, (_, month) => dates.format(new Date(2026, month)));
  const missing = [...new Set([...texts, ...year].join(''))].filter((letter) => letter > '\u007f' && !cut.has(letter));
  expect(missing, 'run build/letters.mjs').toEqual([]);
});

test('Arabic counts in six ways, with Western digits kept apart', async () => {
  const waiting = (await load<Sentences>('reporter', 'ar'))['home.waiting']!;
  const counted = [0, 1, 2, 3, 11, 100].map((count) => say(waiting, { count }, 'ar'));
  expect(new Set(counted).size).toBe(6);
  expect(counted[3]).toContain('\u20683\u2069');
});

test('an English sentence has at most twelve words', () => {
  for (const [key, message] of Object.entries(Object.assign({}, ...Object.values(parts)) as Sentences)) {
    // Heard, never read: they name the keys of the map and of a box.
    if (key === 'where.map' || key === 'blur.box') continue;
    for (const text of forms(message))
      for (const sentence of text.split(/[.?!]\s/)) expect(sentence.split(/\s+/).length, key).toBeLessThanOrEqual(12);
  }
});

test('every sentence is used somewhere', () => {
  const code = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|svelte)$/.test(file) && !/i18n\/(reporter|later|learn|media\/|staff)/.test(file))
    .map((file) => readFileSync(`src/${file}`, 'utf8'))
    .join('\n');
  const composed = [
    /^status\.\w+$/,
    /^home\.(airport|seaport)$/,
    /^back\.(mistake|nothing|over|other)$/,
    /^warn\.\w+$/,
    /^media\.(voice|video)$/,
  ];
  const unused = Object.keys({ ...english, ...laterEnglish, ...mediaEnglish, ...staffEnglish }).filter(
    (key) => !code.includes(`'${key}'`) && !composed.some((pattern) => pattern.test(key)) && !code.includes(`\`${key}`),
  );
  expect(unused).toEqual([]);
});

/** What may be seen before any other screen was opened: `isFirst` of routes.ts, and what these show. */
const FIRST = [
  'App.svelte',
  'call.ts',
  ...['Home', 'HomeView', 'HomePlan', 'What', 'Where', 'WhereMap', 'VenueGate', 'EmergencyFirst', 'ChooseVenue'].map(
    (name) => `features/report/${name}.svelte`,
  ),
  ...['Name', 'Line', 'Practice'].map((name) => `features/report/Staff${name}.svelte`),
  ...['draft.svelte', 'place-words', 'sos-words', 'known.svelte', 'floors', 'remembered'].map(
    (name) => `features/report/${name}.ts`,
  ),
  ...['Bar', 'Banner', 'Call', 'Tile', 'Answer', 'EmergencyScreen', 'Loading', 'Switch'].map(
    (name) => `ui/${name}.svelte`,
  ),
];

test('the first screens say nothing whose words come later', () => {
  const later = new Set(Object.keys(laterEnglish));
  for (const file of FIRST) {
    const said = readFileSync(`src/${file}`, 'utf8').match(/(?<=['`])[a-z]+\.[a-z_]+(?=['`])/g) ?? [];
    expect(
      said.filter((key) => later.has(key)),
      file,
    ).toEqual([]);
  }
  const home = readFileSync('src/features/report/Home.svelte', 'utf8');
  expect(home, 'keys are found').toMatch(/'home\.\w+'/);
});
