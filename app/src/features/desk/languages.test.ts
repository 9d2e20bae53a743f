import { afterEach, expect, test } from 'vitest';
import names from '../../i18n/desk-parts.json';
import { exportWords } from '../../i18n/exports';
import { insightWords } from '../../i18n/insight';
import { keysWords } from '../../i18n/keys';
import { DESK_LANGUAGES, language as page, type Language } from '../../i18n/language.svelte';
import { mapWords } from '../../i18n/map';
import { patrolWords } from '../../i18n/patrol';
import { talkWords } from '../../i18n/talk';
import type { Message } from '../../i18n/say';
import { handoverWords } from './handover/words';
import { rollWords } from './handover/rollwords';
import { majorWords } from './major/words';
import { deskWords } from './words';

interface Spoken {
  load: (wanted: Language) => Promise<void>;
  t: (key: never) => string;
}
const spoken: Record<string, Spoken> = {
  desk: deskWords,
  insight: insightWords,
  handover: handoverWords,
  exports: exportWords,
  keys: keysWords,
  map: mapWords,
  patrol: patrolWords,
  major: majorWords,
  rollcall: rollWords,
  talk: talkWords,
};

const before = page.current;
afterEach(() => (page.go('/'), page.choose(before)));

test('every table is fetched in every language of the desk', async () => {
  expect(Object.keys(spoken).sort()).toEqual([...names].sort());
  page.go('/desk');
  for (const language of DESK_LANGUAGES) {
    page.choose(language);
    for (const [part, words] of Object.entries(spoken)) {
      await words.load(language);
      const { default: table } = (await import(`../../i18n/${part}/${language}.ts`)) as {
        default: Record<string, Message>;
      };
      for (const [key, sentence] of Object.entries(table)) {
        if (typeof sentence !== 'string' || sentence.includes('{')) continue;
        expect(words.t(key as never), `${language} ${part}: ${key}`).toBe(sentence);
      }
    }
  }
});
