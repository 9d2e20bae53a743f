import { language } from '../../../i18n/language.svelte';
import type en from '../../../i18n/rollcall/en';
import { Words } from '../../../i18n/words.svelte';

/** The words of the roll call, fetched with it. */
export const rollWords = new Words<typeof en>({
  en: () => import('../../../i18n/rollcall/en'),
  es: () => import('../../../i18n/rollcall/es'),
  fr: () => import('../../../i18n/rollcall/fr'),
  de: () => import('../../../i18n/rollcall/de'),
  ar: () => import('../../../i18n/rollcall/ar'),
  pt: () => import('../../../i18n/rollcall/pt'),
  zh: () => import('../../../i18n/rollcall/zh'),
  nl: () => import('../../../i18n/rollcall/nl'),
});
await rollWords.load(language.current);
export const r = rollWords.t;
export type RollKey = keyof typeof en;
