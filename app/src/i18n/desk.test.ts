import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import names from './desk-parts.json';
import deskEnglish from './desk/en';
import exportsEnglish from './exports/en';
import handoverEnglish from './handover/en';
import insightEnglish from './insight/en';
import keysEnglish from './keys/en';
import rollcallEnglish from './rollcall/en';
import talkEnglish from './talk/en';
import { DESK_LANGUAGES, language as page, languages, nameOf, tagOf, type Language } from './language.svelte';
import majorEnglish from './major/en';
import mapEnglish from './map/en';
import patrolEnglish from './patrol/en';
import type { Message } from './say';

type Sentences = Record<string, Message>;
const load = async (part: string, language: string): Promise<Sentences> =>
  ((await import(`./${part}/${language}.ts`)) as { default: Sentences }).default;

const forms = (message: Message) => (typeof message === 'string' ? [message] : Object.values(message));
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
const length = (message: Message) => Math.max(...forms(message).map((text) => text.length));
const said = (text: string) => text.replaceAll(/\{\w+\}/g, '').trim();

const SCRIPTS: Partial<Record<Language, RegExp>> = { ar: /[\u0600-\u06ff]/, zh: /[\u4e00-\u9fff]/ };
/** Longer than this beside English, a sentence leaves its pane. */
const STRETCH = 1.7;
const ROOM = 16;
/** Words that are the same in other languages, too. */
const SAME = 12;
/** Written the same by everybody: names, units and signs. */
const SIGNS =
  /^(desk\.name|urgent|p3|p90|csv|pdf|count|.*csv|.*geojson|export\.bytes|age\.\w+|span\.\w+|page\.\w+|channel_\w+)$/;

const parts: Record<string, Sentences> = {
  desk: deskEnglish,
  insight: insightEnglish,
  handover: handoverEnglish,
  exports: exportsEnglish,
  keys: keysEnglish,
  map: mapEnglish,
  patrol: patrolEnglish,
  major: majorEnglish,
  rollcall: rollcallEnglish,
  talk: talkEnglish,
};
const others = DESK_LANGUAGES.filter((one) => one !== 'en');

describe.each(others)('the desk in %s', (language) => {
  describe.each(Object.entries(parts))('%s', (part, source) => {
    const read = load(part, language);

    test('has every sentence of English, and no other', async () => {
      expect(Object.keys(await read).sort()).toEqual(Object.keys(source).sort());
    });

    test('leaves no sentence empty, in English, or too long for its place', async () => {
      const script = SCRIPTS[language];
      for (const [key, message] of Object.entries(await read)) {
        for (const text of forms(message)) {
          expect(text.trim() === '', key).toBe(source[key] === '');
          if (!/\p{L}{2}/u.test(said(text)) || SIGNS.test(key)) continue;
          if (script) expect(text, key).toMatch(script);
          else if (said(text).length > SAME) expect(forms(source[key]!), key).not.toContain(text);
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
});

test('each table of the desk is held to every language', () => {
  expect(Object.keys(parts).sort()).toEqual([...names].sort());
});

test('every sentence of the desk is used somewhere', () => {
  const code = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|svelte)$/.test(file) && !/i18n\/\w+\//.test(file) && !/\.test\.ts$/.test(file))
    .map((file) => readFileSync(`src/${file}`, 'utf8'))
    .join('\n');
  const composed = [...code.matchAll(/`([\w.]+[._])\$\{[^`]*?\}([\w.]*)`/g)].map(
    ([, head, tail]) => new RegExp(`^${head!.replaceAll('.', '\\.')}\\w+${tail!.replaceAll('.', '\\.')}$`),
  );
  expect(composed.length, 'composed keys are found').toBeGreaterThan(20);
  const unused = Object.entries(parts).flatMap(([part, source]) =>
    Object.keys(source)
      .filter((key) => !new RegExp(`['"]${key.replaceAll('.', '\\.')}['"]|\\b${key}:`).test(code))
      .filter((key) => !composed.some((pattern) => pattern.test(key)))
      .map((key) => `${part}: ${key}`),
  );
  // Written for a sheet that shows its lines instead.
  expect(unused.filter((key) => !/^handover: (questions_none|question_of|unsaid)$/.test(key))).toEqual([]);
});

describe('a language of the desk alone', () => {
  const before = page.current;
  afterEach(() => (page.go('/'), page.choose(before)));

  test('is kept for the desk, and never spoken to reporters', () => {
    page.go('/desk');
    page.choose('nl');
    expect([page.current, page.tag, page.direction]).toEqual(['nl', 'nl', 'ltr']);
    page.go('/reports');
    expect(Object.keys(languages)).toContain(page.current);
    for (const path of ['/desk/insight', '/patrol/near']) {
      page.go('/reports');
      page.go(path);
      expect(page.current, path).toBe('nl');
    }
  });

  test('gives way to one the desk speaks', () => {
    page.choose('ru');
    page.go('/desk');
    expect(DESK_LANGUAGES).toContain(page.current);
    page.go('/deskless');
    expect(page.current).toBe('ru');
  });

  test('has its name', () => {
    expect(DESK_LANGUAGES.map(nameOf)).toContain('Nederlands');
    expect(new Set(DESK_LANGUAGES.map(nameOf)).size).toBe(DESK_LANGUAGES.length);
  });
});
