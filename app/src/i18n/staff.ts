import { language } from './language.svelte';
import type en from './staff/en';
import { Words } from './words.svelte';

/** What is said to people who work here; loaded with their screens, and never by travellers. */
export const staffWords = new Words<typeof en>({
  en: () => import('./staff/en'),
  es: () => import('./staff/es'),
  zh: () => import('./staff/zh'),
  ar: () => import('./staff/ar'),
  fr: () => import('./staff/fr'),
  de: () => import('./staff/de'),
  pt: () => import('./staff/pt'),
  ru: () => import('./staff/ru'),
  ja: () => import('./staff/ja'),
  ko: () => import('./staff/ko'),
  hi: () => import('./staff/hi'),
  tr: () => import('./staff/tr'),
});
// A screen without words would have no heading to begin with.
await staffWords.load(language.current);
export const t = staffWords.t;
export type StaffKey = keyof typeof en;
