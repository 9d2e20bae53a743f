import { language } from '../../../i18n/language.svelte';
import type en from '../../../i18n/handover/en';
import { Words } from '../../../i18n/words.svelte';

/** The words of the handover, fetched with its page. */
export const handoverWords = new Words<typeof en>({
  en: () => import('../../../i18n/handover/en'),
  es: () => import('../../../i18n/handover/es'),
  fr: () => import('../../../i18n/handover/fr'),
  de: () => import('../../../i18n/handover/de'),
  ar: () => import('../../../i18n/handover/ar'),
  pt: () => import('../../../i18n/handover/pt'),
  zh: () => import('../../../i18n/handover/zh'),
  nl: () => import('../../../i18n/handover/nl'),
});
await handoverWords.load(language.current);
export const h = handoverWords.t;
export type HandoverKey = keyof typeof en;
