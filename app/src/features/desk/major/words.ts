import { language } from '../../../i18n/language.svelte';
import type en from '../../../i18n/major/en';
import { Words } from '../../../i18n/words.svelte';

/** The words of a big incident, fetched with its page. */
export const majorWords = new Words<typeof en>({
  en: () => import('../../../i18n/major/en'),
  es: () => import('../../../i18n/major/es'),
  fr: () => import('../../../i18n/major/fr'),
  de: () => import('../../../i18n/major/de'),
  ar: () => import('../../../i18n/major/ar'),
  pt: () => import('../../../i18n/major/pt'),
  zh: () => import('../../../i18n/major/zh'),
  nl: () => import('../../../i18n/major/nl'),
});
await majorWords.load(language.current);
export const b = majorWords.t;
export type MajorKey = keyof typeof en;
