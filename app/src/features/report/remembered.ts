import type { HeldReport } from '../../device/held.svelte';
import type { ChosenPlace } from './draft.svelte';

/** How long a place is taken to be where one still is, in milliseconds. */
const STILL_THERE_MS = 2 * 60 * 60 * 1_000;

/** Where this phone last reported from in this venue: a sign or a zone, never a position, which would have moved. */
export function rememberedPlace(reports: readonly HeldReport[], venue: string, now: number): ChosenPlace | undefined {
  // What was begun long ago may have been handed in just now.
  const last = reports.findLast(
    (one) => one.venue === venue && now - Date.parse(one.body.observed_at ?? one.created_at) < STILL_THERE_MS,
  );
  const { plate, zone, floor, source } = last?.body.place ?? {};
  if (!plate && !zone) return undefined;
  return {
    place: { ...(plate && { plate }), ...(zone && { zone }), ...(floor && { floor }), ...(source && { source }) },
    how: 'kept',
  };
}
