import { language, type Language } from './language.svelte';
import { say, type Message, type Params } from './say';

export type { Message, Params, PluralForms } from './say';

/** English decides which words exist; every other language must have them all. */
export type Translation<Source> = { [Key in keyof Source]: Message };

type Loader<Source> = () => Promise<{ default: Translation<Source> }>;

/**
 * The words of one part of the product. English comes with the code and stands in until another language has loaded;
 * the others arrive when they are chosen.
 */
export class Words<Source extends Record<string, Message>> {
  #source: Source;
  #loaders: Partial<Record<Language, Loader<Source>>>;
  #loaded = $state.raw<Partial<Record<Language, Translation<Source>>>>({});

  constructor(source: Source, loaders: Partial<Record<Language, Loader<Source>>>) {
    this.#source = source;
    this.#loaders = loaders;
    language.onChange((next) => void this.load(next));
  }

  /** Resolves when the language's words are there; a failed download leaves English. */
  async load(wanted: Language): Promise<void> {
    const loader = this.#loaders[wanted];
    if (!loader || this.#loaded[wanted]) return;
    try {
      const words = (await loader()).default;
      this.#loaded = { ...this.#loaded, [wanted]: words };
    } catch {
      // Offline before the words were ever fetched: English is better than nothing.
    }
  }

  t = (key: keyof Source & string, params: Params = {}): string => {
    const words = this.#loaded[language.current];
    const spoken = words ? language.current : 'en';
    return say((words ?? this.#source)[key] as Message, params, spoken);
  };
}
