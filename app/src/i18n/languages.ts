/** What the product speaks, each in its own name; by the first part of its tag, as the server names them. */
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
export type Language = keyof typeof languages;
