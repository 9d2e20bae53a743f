import type { Category, Venue } from '../../api/wire';
import type { HeldReport } from '../../device/held.svelte';
import { router } from '../../router.svelte';
import { widest } from './begun';
import { draft, nextStep } from './draft.svelte';

/** Concerns about people with access. They are told in confidence, on a way of their own. */
export const CONFIDED = 'insider';
export const isOpen = ({ group }: Category): boolean => group !== CONFIDED;

/** What this person reported from here before, the last first; it goes when those reports are erased. */
export function before(reports: HeldReport[] | undefined, venue: Venue, most: number): Category[] {
  const here = (reports ?? []).filter((one) => one.venue === venue.id && !one.body.confidential);
  const codes = [...new Set(here.map(({ body }) => body.category).reverse())];
  const known = codes.flatMap((code) => venue.categories.find((one) => one.code === code) ?? []);
  return known.filter(isOpen).slice(0, most);
}

export function choose(code: string, venue: Venue): void {
  draft.begin();
  draft.pickCategory(code);
  router.go(nextStep(draft, venue));
}

export function sendWords(words: string, venue: Venue): void {
  const code = widest(venue);
  if (!code) return;
  draft.say(words.trim());
  draft.pickCategory(code);
  router.go('/report/where');
}
