import type later from './later/en';
import type en from './reporter/en';
import { Words, type Params } from './words.svelte';

/** The words travellers see until a report is sent. The desk has its own, so that nobody downloads both. */
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

type LaterKey = keyof typeof later;
let rest: ((key: LaterKey, params?: Params) => string) | undefined;

/** The other screens' words are here, see `later.ts`. */
export function go(on: typeof rest): void {
  rest = on;
}

export type ReporterKey = keyof typeof en | LaterKey;
export const t = (key: ReporterKey, params?: Params): string =>
  reporterWords.t(key as keyof typeof en, params) || (rest?.(key as LaterKey, params) ?? '');
