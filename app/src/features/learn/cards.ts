import type { Venue } from '../../api/wire';
import type { LearnKey } from '../../i18n/learn';
import type { IconName } from '../../ui/icons';

export interface LearnCard {
  code: 'behaviour' | 'bag' | 'follow' | 'seal' | 'drone' | 'people' | 'water';
  icon: IconName;
  /** Kinds of venue where it is taught; absent means everywhere. */
  kinds?: Venue['kind'][];
  /** Which of the three answers of its question is right. */
  right: 1 | 2 | 3;
}

/** A minute each. What is worth telling comes first, what is not beside it: doubt keeps people silent. */
export const CARDS: LearnCard[] = [
  { code: 'behaviour', icon: 'eye', right: 2 },
  { code: 'bag', icon: 'bag', right: 1 },
  { code: 'follow', icon: 'door', right: 3 },
  { code: 'drone', icon: 'drone', kinds: ['airport'], right: 2 },
  { code: 'seal', icon: 'container', kinds: ['seaport'], right: 1 },
  { code: 'water', icon: 'boat', kinds: ['seaport'], right: 3 },
  { code: 'people', icon: 'lifebuoy', right: 2 },
];

export const cardsFor = (kind: Venue['kind'] | undefined): LearnCard[] =>
  CARDS.filter(({ kinds }) => !kinds || !kind || kinds.includes(kind));

export const key = (card: LearnCard['code'], part: string): LearnKey => `${card}.${part}` as LearnKey;

const DONE = 'learned';

/** Which cards were finished here. It says nothing of anybody but that they were curious. */
export function learned(): Set<string> {
  try {
    return new Set((localStorage.getItem(DONE) ?? '').split(',').filter(Boolean));
  } catch {
    return new Set();
  }
}

export function noteLearned(code: string): void {
  try {
    localStorage.setItem(DONE, [...learned().add(code)].join(','));
  } catch {
    // Forbidden storage only means that the tick ends with the page.
  }
}
