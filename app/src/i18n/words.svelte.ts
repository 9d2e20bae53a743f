import { language, type Language } from './language.svelte';
import { say, type Message, type Params } from './say';

export type { Message, Params, PluralForms } from './say';

/** English decides which words exist; every other language must have them all. */
export type Translation<Source> = { [Key in keyof Source]: Message };

type Loader<Source> = () => Promise<{ default: Translation<Source> }>;

/**
 * The words of one part of the product: only those of the language that is spoken are downloaded. English stands in where
 * another language cannot be had.
 */
export class Words<Source extends Record<string, Message>> {
  #loaders: Partial<Record<Language, Loader<Source>>>;
  #loaded = $state.raw<Partial<Record<Language, Translation<Source>>>>({});

  /** `source`: English, where it comes with the code. */
  constructor(loaders: Partial<Record<Language, Loader<Source>>>, source?: Source) {
    this.#loaders = loaders;
    if (source) this.#loaded = { en: source };
    language.onChange((next) => void this.load(next));
  }

  /** Resolves when there are words to show: the language's, or English in their place. */
  async load(wanted: Language): Promise<void> {
    if (this.#loaded[wanted]) return;
    try {
      const words = (await this.#loaders[wanted]?.())?.default;
      if (words) this.#loaded = { ...this.#loaded, [wanted]: words };
    } catch {
      // Offline before the words were ever fetched: English is better than nothing.
    }
    if (!this.#loaded[wanted] && wanted !== 'en') await this.load('en');
  }

  t = (key: keyof Source & string, params: Params = {}): string => {
    const spoken = this.#loaded[language.current] ? language.current : 'en';
    const message = this.#loaded[spoken]?.[key];
    return message === undefined ? '' : say(message, params, spoken);
  };
}
