import type en from './reporter/en';
import { Words } from './words.svelte';

/** The words travellers see. The desk has its own, so that nobody downloads both. */
export const reporterWords = new Words<typeof en>({
  en: () => import('./reporter/en'),
  es: () => import('./reporter/es'),
  zh: () => import('./reporter/zh'),
  ar: () => import('./reporter/ar'),
  fr: () => import('./reporter/fr'),
  de: () => import('./reporter/de'),
  pt: () => import('./reporter/pt'),
  ru: () => import('./reporter/ru'),
  ja: () => import('./reporter/ja'),
  ko: () => import('./reporter/ko'),
  hi: () => import('./reporter/hi'),
  tr: () => import('./reporter/tr'),
});
export const t = reporterWords.t;
export type ReporterKey = keyof typeof en;
