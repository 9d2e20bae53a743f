import type { Language } from './language.svelte';

/** Beginnings of words, by which a device notices what it then asks about. They judge nobody, and they leave it never. */
export interface CoachWords {
  /** How somebody looks. */
  looks: string[];
  /** What somebody does. */
  deeds: string[];
  /** How people give a name. */
  names: string[];
}

const loaders: Partial<Record<Language, () => Promise<{ default: CoachWords }>>> = {
  en: () => import('./coach/en'),
  es: () => import('./coach/es'),
  zh: () => import('./coach/zh'),
  ar: () => import('./coach/ar'),
  fr: () => import('./coach/fr'),
  de: () => import('./coach/de'),
  pt: () => import('./coach/pt'),
  ru: () => import('./coach/ru'),
  ja: () => import('./coach/ja'),
  ko: () => import('./coach/ko'),
  hi: () => import('./coach/hi'),
  tr: () => import('./coach/tr'),
};

/** Nothing where the language has none, or they cannot be loaded: then nobody is asked. */
export async function coachWords(language: Language): Promise<CoachWords> {
  const none: CoachWords = { looks: [], deeds: [], names: [] };
  return (await loaders[language]?.().catch(() => undefined))?.default ?? none;
}
