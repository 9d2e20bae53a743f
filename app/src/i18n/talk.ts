import { language } from './language.svelte';
import type en from './talk/en';
import { Words } from './words.svelte';

/** The desk's talk with reporters, and copies of their photos: what is said beside the desk's own words. */
export const talkWords = new Words<typeof en>({
  en: () => import('./talk/en'),
  es: () => import('./talk/es'),
  fr: () => import('./talk/fr'),
  de: () => import('./talk/de'),
  ar: () => import('./talk/ar'),
  pt: () => import('./talk/pt'),
  zh: () => import('./talk/zh'),
  nl: () => import('./talk/nl'),
});
await talkWords.load(language.current);
export const t = talkWords.t;
