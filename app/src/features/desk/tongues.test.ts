import { describe, expect, test } from 'vitest';
import { readersOf, wantsTranslation } from './tongues';
import type { Report } from './wire';

const reports = ['es-MX', 'es', undefined, 'ar', 'en-GB'].map(
  (language, index) => ({ id: `r${index + 1}`, ...(language && { language }) }) as Report,
);

describe('who reads a card in which language', () => {
  test('puts those together who read the same words', () => {
    expect(readersOf({ reports }, undefined)).toEqual([
      { language: 'es', known: true, reports: [1, 2] },
      { language: 'en', known: false, reports: [3] },
      { language: 'ar', known: true, reports: [4] },
      { language: 'en', known: true, reports: [5] },
    ]);
  });
  test('is the one it goes to, by the number everybody calls it', () => {
    expect(readersOf({ reports }, 'r4')).toEqual([{ language: 'ar', known: true, reports: [4] }]);
  });
});

describe('a translation', () => {
  test('is wanted of another language, and of what only may be the desk’s own', () => {
    expect(wantsTranslation({ language: 'es', sure: true }, 'en')).toBe(true);
    expect(wantsTranslation({ language: 'pt', sure: true }, 'pt-BR')).toBe(false);
    expect(wantsTranslation({ language: 'en', sure: false }, 'en')).toBe(true);
    expect(wantsTranslation(undefined, 'en')).toBe(false);
  });
});
