import { language } from './language.svelte';
import type en from './exports/en';
import { Words } from './words.svelte';

/** What is said of exports; loaded with their page. */
export const exportWords = new Words<typeof en>({
  en: () => import('./exports/en'),
  es: () => import('./exports/es'),
  fr: () => import('./exports/fr'),
  de: () => import('./exports/de'),
  ar: () => import('./exports/ar'),
  pt: () => import('./exports/pt'),
  zh: () => import('./exports/zh'),
  nl: () => import('./exports/nl'),
});
// A page without words would have no heading to begin with.
await exportWords.load(language.current);
export const t = exportWords.t;
