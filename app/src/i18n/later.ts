import { language } from './language.svelte';
import type en from './later/en';
import { go } from './reporter';
import { Words } from './words.svelte';

/** What is said once a report is sent, and on the other screens: fetched with them, because nobody waits for it before. */
export const laterWords = new Words<typeof en>({
  en: () => import('./later/en'),
  es: () => import('./later/es'),
  zh: () => import('./later/zh'),
  ar: () => import('./later/ar'),
  fr: () => import('./later/fr'),
  de: () => import('./later/de'),
  pt: () => import('./later/pt'),
  ru: () => import('./later/ru'),
  ja: () => import('./later/ja'),
  ko: () => import('./later/ko'),
  hi: () => import('./later/hi'),
  tr: () => import('./later/tr'),
});
// A screen without words would have no heading to begin with.
await laterWords.load(language.current);
go(laterWords.t);
