/** Giving an incident to another post: one act with its reason, as the server takes it. */
import type { Of } from '../../api/contract';

export const REASONS = [
  'needs_skill',
  'wrong_category',
  'wrong_place',
  'not_ours',
  'busy',
  'shift_ends',
  'other',
] as const;

export type RerouteReason = (typeof REASONS)[number];
export type Reroute = Omit<Of<'Reroute'>, 'version'>;

/** Whether it says enough: what is none of the reasons needs words, and a wrong category a better one. */
export function isSaid(
  post: string | undefined,
  because: RerouteReason | undefined,
  words: string,
  category: string,
): boolean {
  if (post === undefined || because === undefined) return false;
  if (because === 'other') return words.trim() !== '';
  return because !== 'wrong_category' || category !== '';
}
