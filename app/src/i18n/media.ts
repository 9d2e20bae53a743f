import type en from './media/en';
import { t as say } from './reporter';
import { Words } from './words.svelte';

/** The words of voice notes, short videos, and being told of news; loaded with the screens that show them. */
export const mediaWords = new Words<typeof en>({
  en: () => import('./media/en'),
  es: () => import('./media/es'),
  zh: () => import('./media/zh'),
  ar: () => import('./media/ar'),
  fr: () => import('./media/fr'),
  de: () => import('./media/de'),
  pt: () => import('./media/pt'),
  ru: () => import('./media/ru'),
  ja: () => import('./media/ja'),
  ko: () => import('./media/ko'),
  hi: () => import('./media/hi'),
  tr: () => import('./media/tr'),
});
export const t = mediaWords.t;

/** What a thing that was added is called: "Photo 2", "Voice note 1". */
export const nameOf = ({ kind, index }: { kind: 'photo' | 'voice' | 'video'; index: number }): string =>
  kind === 'photo' ? say('photos.picture', { index }) : t(`media.${kind}`, { index });
