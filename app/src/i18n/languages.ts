/** What the reporters' screens speak, each in its own name; by the first part of its tag, as the server names them. */
export const languages = {
  en: 'English',
  es: 'Español',
  zh: '简体中文',
  ar: 'العربية',
  fr: 'Français',
  de: 'Deutsch',
  pt: 'Português (Brasil)',
  ru: 'Русский',
  ja: '日本語',
  ko: '한국어',
  hi: 'हिन्दी',
  tr: 'Türkçe',
} as const;
/** Spoken at the duty desk alone: officers read it, and no reporter is offered it. */
const deskAlone = { nl: 'Nederlands' } as const;

export type Language = keyof typeof languages | keyof typeof deskAlone;
export const nameOf = (language: Language): string => ({ ...languages, ...deskAlone })[language];

/** What the duty desk speaks; a language here has a table in each folder that desk-parts.json names. */
export const DESK_LANGUAGES: readonly Language[] = ['en', 'es', 'fr', 'de', 'ar', 'pt', 'zh', 'nl'];
