import en from './insight/en';
import { language } from './language.svelte';
import { Words } from './words.svelte';

/** Numbers about the work; loaded with their page, in the desk's languages. */
export const insightWords = new Words<typeof en>(
  {
    es: () => import('./insight/es'),
    fr: () => import('./insight/fr'),
    de: () => import('./insight/de'),
    ar: () => import('./insight/ar'),
    pt: () => import('./insight/pt'),
    zh: () => import('./insight/zh'),
    nl: () => import('./insight/nl'),
  },
  en,
);
await insightWords.load(language.current);
export const t = insightWords.t;
export type InsightKey = keyof typeof en;
