import en from './keys/en';
import { language } from './language.svelte';
import { Words } from './words.svelte';

/** Keys, the palette, how the desk looks and its walls; loaded when one of them is opened, in the desk's languages. */
export const keysWords = new Words<typeof en>(
  {
    es: () => import('./keys/es'),
    fr: () => import('./keys/fr'),
    de: () => import('./keys/de'),
    ar: () => import('./keys/ar'),
    pt: () => import('./keys/pt'),
    zh: () => import('./keys/zh'),
    nl: () => import('./keys/nl'),
  },
  en,
);
await keysWords.load(language.current);
export const t = keysWords.t;
export type KeysKey = keyof typeof en;
