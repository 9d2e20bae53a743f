import en from './map/en';
import { language } from './language.svelte';
import { Words } from './words.svelte';

/** The whole map; loaded with its page, in the desk's languages. */
export const mapWords = new Words<typeof en>(
  {
    es: () => import('./map/es'),
    fr: () => import('./map/fr'),
    de: () => import('./map/de'),
    ar: () => import('./map/ar'),
    pt: () => import('./map/pt'),
    zh: () => import('./map/zh'),
    nl: () => import('./map/nl'),
  },
  en,
);
await mapWords.load(language.current);
export const t = mapWords.t;
export type MapKey = keyof typeof en;
