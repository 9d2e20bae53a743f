import { languages, type Language } from './languages';

export { languages, type Language } from './languages';

const KEY = 'language';
const RIGHT_TO_LEFT: ReadonlySet<Language> = new Set(['ar']);
/** Tags that say more than the language: which script, which country's. */
const TAGS: Partial<Record<Language, string>> = { zh: 'zh-Hans', pt: 'pt-BR' };

/** The language of the page: what the person chose, else the first of the device's that we speak. */
class LanguageChoice {
  current = $state<Language>(read() ?? preferred());
  direction = $derived<'ltr' | 'rtl'>(RIGHT_TO_LEFT.has(this.current) ? 'rtl' : 'ltr');
  /** As pages and reports name it (BCP 47). */
  tag = $derived(tagOf(this.current));
  /** For Intl: Western digits everywhere, because codes and door numbers are written with them. */
  locale = $derived(`${this.tag}-u-nu-latn`);
  #heard = new Set<(next: Language) => void>();

  constructor() {
    this.#apply();
  }

  choose(next: Language): void {
    this.current = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Forbidden storage only means that the choice ends with the page.
    }
    this.#apply();
    for (const listener of this.#heard) listener(next);
  }

  onChange(listener: (next: Language) => void): void {
    this.#heard.add(listener);
    listener(this.current);
  }

  #apply(): void {
    if (typeof document === 'undefined') return;
    document.documentElement.lang = this.tag;
    document.documentElement.dir = this.direction;
  }
}

export function tagOf(language: Language): string {
  return TAGS[language] ?? language;
}

function read(): Language | undefined {
  try {
    const kept = localStorage.getItem(KEY) ?? '';
    return isLanguage(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function preferred(): Language {
  const wished = typeof navigator === 'undefined' ? [] : navigator.languages;
  return wished.map((tag) => tag.split('-')[0]!.toLowerCase()).find(isLanguage) ?? 'en';
}

export function isLanguage(tag: string): tag is Language {
  return tag in languages;
}

export const language = new LanguageChoice();
