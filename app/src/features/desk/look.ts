import type { Shown } from './state/photos.svelte';

/** A photo as the viewer shows it: the picture, and what is told of it. */
export interface Look {
  id: string;
  shown: Shown | undefined;
  title: string;
  /** What the picture is of, if it is no photo. */
  what: 'voice' | 'video' | undefined;
  time: string;
  /** No preview could be made of it: there is nothing to look at, only what was received. */
  blank: boolean;
  /** What its report says in its own words, and in which language. */
  words: string | undefined;
  language: string | undefined;
}
