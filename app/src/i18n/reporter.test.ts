import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import ar from './reporter/ar';
import en from './reporter/en';
import es from './reporter/es';
import { say, type Message } from './say';

const forms = (message: Message) => (typeof message === 'string' ? [message] : Object.values(message));
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

describe.each(Object.entries({ es, ar }))('%s', (lang, words) => {
  test('has every sentence of English, and no other', () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(en).sort());
  });

  test('leaves no sentence empty or in English', () => {
    for (const [key, message] of Object.entries(words)) {
      for (const text of forms(message)) expect(text.trim(), key).not.toBe('');
      if (lang === 'ar') expect(forms(message).join(), key).toMatch(/[\u0600-\u06ff]/);
    }
  });

  test('sets the same values in', () => {
    for (const [key, message] of Object.entries(words as Record<string, Message>)) {
      const known = new Set(forms(en[key as keyof typeof en]).flatMap(holes));
      for (const name of forms(message).flatMap(holes)) expect(known, `${key} {${name}}`).toContain(name);
    }
  });

  test('has every plural form its grammar asks for', () => {
    const needed = new Intl.PluralRules(lang).resolvedOptions().pluralCategories;
    for (const [key, message] of Object.entries(words))
      if (typeof message !== 'string') expect(Object.keys(message), key).toEqual(expect.arrayContaining(needed));
  });
});

test('Arabic counts in six ways, with Western digits kept apart', () => {
  const waiting = ar['home.waiting'];
  const counted = [0, 1, 2, 3, 11, 100].map((count) => say(waiting, { count }, 'ar'));
  expect(new Set(counted).size).toBe(6);
  expect(counted[3]).toContain('\u20683\u2069');
});

test('an English sentence has at most twelve words', () => {
  for (const [key, message] of Object.entries(en)) {
    if (key === 'where.map') continue; // Heard, never read: it names the keys of the map.
    for (const text of forms(message))
      for (const sentence of text.split(/[.?!]\s/)) expect(sentence.split(/\s+/).length, key).toBeLessThanOrEqual(12);
  }
});

test('every sentence is used somewhere', () => {
  const code = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|svelte)$/.test(file) && !file.includes('i18n/reporter'))
    .map((file) => readFileSync(`src/${file}`, 'utf8'))
    .join('\n');
  const composed = [/^status\.\w+$/, /^home\.(airport|seaport)$/];
  const unused = Object.keys(en).filter(
    (key) => !code.includes(`'${key}'`) && !composed.some((pattern) => pattern.test(key)) && !code.includes(`\`${key}`),
  );
  expect(unused).toEqual([]);
});
