import { DESK_LANGUAGES, languages, type Language } from './languages';

export { DESK_LANGUAGES, languages, nameOf, type Language } from './languages';

const KEY = 'language';
const RIGHT_TO_LEFT: ReadonlySet<Language> = new Set(['ar']);
/** Tags that say more than the language: which script, which country's. */
const TAGS: Partial<Record<Language, string>> = { zh: 'zh-Hans', pt: 'pt-BR' };

const REPORTERS = Object.keys(languages) as Language[];
/** The desk, and the same on a phone. */
const isDesk = (path: string): boolean => /^\/(desk|patrol)(\/|$)/.test(path);

/**
 * The language of the page: what the person chose, else the first of the device's that we speak. The desk and the reporters'
 * screens do not speak the same ones: a choice is kept for both, and holds where it is spoken.
 */
class LanguageChoice {
  #kept = read();
  #spoken = spokenAt(typeof location === 'undefined' ? '/' : location.pathname);
  current = $state<Language>(this.#wanted());
  direction = $derived<'ltr' | 'rtl'>(RIGHT_TO_LEFT.has(this.current) ? 'rtl' : 'ltr');
  /** As pages and reports name it (BCP 47). */
  tag = $derived(tagOf(this.current));
  /** For Intl: as it is written where the reader comes from. */
  locale = $derived(localeOf(this.current));
  #heard = new Set<(next: Language) => void>();

  constructor() {
    this.#apply();
  }

  choose(next: Language): void {
    this.#kept = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Forbidden storage only means that the choice ends with the page.
    }
    this.#turn(next);
  }

  /** The page goes on to this path. */
  go(path: string): void {
    const spoken = spokenAt(path);
    if (spoken === this.#spoken) return;
    this.#spoken = spoken;
    const wanted = this.#wanted();
    if (wanted !== this.current) this.#turn(wanted);
  }

  onChange(listener: (next: Language) => void): void {
    this.#heard.add(listener);
    listener(this.current);
  }

  #wanted(): Language {
    const kept = this.#kept;
    return kept && this.#spoken.includes(kept) ? kept : preferred(this.#spoken);
  }

  #turn(next: Language): void {
    this.current = next;
    this.#apply();
    for (const listener of this.#heard) listener(next);
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

/** Where English is read by most who travel; alone, it would mean as in the United States, month first. */
const REGIONS: Partial<Record<Language, string>> = { en: 'GB' };

/**
 * The language with the region of the reader's device, if that speaks it. Western digits and the common calendar everywhere:
 * codes, door numbers and what officers say are written with them.
 */
export function localeOf(language: Language, wished: readonly string[] = wishes()): string {
  const regions = wished.flatMap((tag, nth) => {
    const [spoken] = tag.toLowerCase().split('-');
    // Behind another language it is what browsers add of themselves, and tells of no place.
    const added = nth > 0 && tag.toLowerCase() === 'en-us';
    return spoken === language && !added ? (regionOf(tag) ?? []) : [];
  });
  const { language: spoken, script, region } = new Intl.Locale(tagOf(language));
  const place = regions[0] ?? region ?? REGIONS[language];
  return `${[spoken, script, place].filter(Boolean).join('-')}-u-ca-gregory-nu-latn`;
}

function regionOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).region;
  } catch {
    // A device may call its language what it likes.
    return undefined;
  }
}

const wishes = (): readonly string[] => (typeof navigator === 'undefined' ? [] : (navigator.languages ?? []));

function read(): Language | undefined {
  try {
    const kept = localStorage.getItem(KEY) ?? '';
    return isLanguage(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function preferred(spoken: readonly Language[]): Language {
  const wished = wishes().map((tag) => tag.split('-')[0]!.toLowerCase());
  return wished.find((tag): tag is Language => isLanguage(tag) && spoken.includes(tag)) ?? 'en';
}

function spokenAt(path: string): readonly Language[] {
  return isDesk(path) ? DESK_LANGUAGES : REPORTERS;
}

export function isLanguage(tag: string): tag is Language {
  return [...REPORTERS, ...DESK_LANGUAGES].includes(tag as Language);
}

export const language = new LanguageChoice();
