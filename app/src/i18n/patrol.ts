import { language } from './language.svelte';
import type en from './patrol/en';
import { Words } from './words.svelte';

/** On patrol; loaded with its page, in the desk's languages. */
export const patrolWords = new Words<typeof en>({
  en: () => import('./patrol/en'),
  es: () => import('./patrol/es'),
  fr: () => import('./patrol/fr'),
  de: () => import('./patrol/de'),
  ar: () => import('./patrol/ar'),
  pt: () => import('./patrol/pt'),
  zh: () => import('./patrol/zh'),
  nl: () => import('./patrol/nl'),
});
await patrolWords.load(language.current);
export const p = patrolWords.t;
export type PatrolKey = keyof typeof en;
export const known = (key: string): key is PatrolKey => p(key as PatrolKey) !== '';
