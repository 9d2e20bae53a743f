import en from './reporter/en';
import { Words } from './words.svelte';

/** The words travellers see. The desk has its own, so that nobody downloads both. */
export const reporterWords = new Words(en, {
  es: () => import('./reporter/es'),
  ar: () => import('./reporter/ar'),
});
export const t = reporterWords.t;
export type ReporterKey = keyof typeof en;
