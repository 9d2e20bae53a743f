/**
 * When something last happened to an incident. The list does not tell it, so it is what this desk heard while its line stood; what came
 * right after the line was found again may have happened long before, and is not given a time. A server that tells it is believed.
 */
import type { Incident } from './wire';

/** So long after a line is found what comes may be of before. */
export const CATCHING_UP_MS = 5_000;
/** Sooner after it began it is no news. */
const DIFFERS_MS = 60_000;

export function newsOf(incident: Incident, heard: number | undefined): number | undefined {
  const { news_at: told } = incident as Incident & { news_at?: string };
  const at = told === undefined ? heard : Date.parse(told);
  return at !== undefined && at - Date.parse(incident.opened_at) >= DIFFERS_MS ? at : undefined;
}
