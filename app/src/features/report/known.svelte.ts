import { isKnownHere } from '../../api/venues';
import type { Place } from '../../device/device';
import type { Draft } from './draft.svelte';

/** Milliseconds a place must stand still before it is asked about: a finger that moves asks once. */
const SETTLES_MS = 400;

/**
 * The place as coarse as the question needs it, so that a position that only trembles asks nothing new: a ten-thousandth
 * of a degree is about 11 m, and accuracy goes in steps of 10 m.
 */
export function asAsked({ lat, lon, accuracy_m, ...rest }: Place): Place {
  if (typeof lat !== 'number' || typeof lon !== 'number') return rest;
  const round = (degrees: number) => Math.round(degrees * 10_000) / 10_000;
  const about = typeof accuracy_m === 'number' && { accuracy_m: Math.max(10, Math.ceil(accuracy_m / 10) * 10) };
  return { ...rest, lat: round(lat), lon: round(lon), ...about };
}

/**
 * Whether something like the draft is known here already. The server says yes or no and keeps nothing. No answer, for
 * whatever reason, is a no: nobody waits for it, and nothing depends on it.
 */
export function knownHere(draft: Draft, venue: () => string | undefined): { readonly yes: boolean } {
  let yes = $state(false);
  const question = $derived(
    draft.category && draft.chosen
      ? JSON.stringify({ category: draft.category, place: asAsked(draft.chosen.place) })
      : undefined,
  );
  $effect(() => {
    const at = venue();
    yes = false;
    if (!question || !at) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      isKnownHere(at, JSON.parse(question) as { category: string; place: Place }, stop.signal).then(
        (known) => (yes = known && !stop.signal.aborted),
        () => {},
      );
    }, SETTLES_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  });
  return {
    get yes() {
      return yes;
    },
  };
}
