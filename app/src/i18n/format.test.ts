import { describe, expect, it, vi } from 'vitest';
import { exact } from './format';
import { languages, localeOf, type Language } from './language.svelte';

const AT = '2026-12-03T13:05:09Z';
const long = (language: Language, wished: string[] = []) =>
  new Intl.DateTimeFormat(localeOf(language, wished), { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(AT));

describe('dates', () => {
  it('are written where the reader comes from, and never month first unasked', () => {
    expect(long('en')).toBe('3 December 2026');
    expect(long('en', ['de-DE', 'en', 'en-IE'])).toBe('3 December 2026');
    expect(long('en', ['en-US'])).toBe('December 3, 2026');
    // As a Dutch browser says it: nobody chose the United States.
    expect(long('en', ['nl-NL', 'nl', 'en-US', 'en'])).toBe('3 December 2026');
    expect(long('de', ['de-AT'])).toBe('3. Dezember 2026');
    expect(long('pt', ['pt'])).toBe('3 de dezembro de 2026');
  });

  it('keep Western digits and the common calendar, and a device may say of its language what it likes', () => {
    expect(long('ar', ['ar-SA'])).toContain('2026');
    expect(localeOf('zh', ['zh-TW'])).toBe('zh-Hans-TW-u-ca-gregory-nu-latn');
    expect(localeOf('en', ['en_what?'])).toBe('en-GB-u-ca-gregory-nu-latn');
  });

  it('say the hour as the venue counts it, to 24', () => {
    vi.stubGlobal('navigator', { languages: ['en-US'] });
    const said = exact(AT, 'Europe/Amsterdam');
    expect(said).toMatch(/14:05:09/);
    expect(said).toMatch(/Dec/);
    expect(said).not.toMatch(/[AP]M/);
    vi.unstubAllGlobals();
  });

  it('are known in every language', () => {
    for (const language of Object.keys(languages) as Language[]) expect(long(language)).toContain('2026');
  });
});
