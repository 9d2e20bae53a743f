import type en from './learn/en';
import { Words } from './words.svelte';

/** The words of the lessons; loaded with them. */
export const learnWords = new Words<typeof en>({
  en: () => import('./learn/en'),
  es: () => import('./learn/es'),
  zh: () => import('./learn/zh'),
  ar: () => import('./learn/ar'),
  fr: () => import('./learn/fr'),
  de: () => import('./learn/de'),
  pt: () => import('./learn/pt'),
  ru: () => import('./learn/ru'),
  ja: () => import('./learn/ja'),
  ko: () => import('./learn/ko'),
  hi: () => import('./learn/hi'),
  tr: () => import('./learn/tr'),
});
export const t = learnWords.t;
export type LearnKey = keyof typeof en;
