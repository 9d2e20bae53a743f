/**
 * When something last happened to an incident: the list tells when a report came, and this desk knows what it heard besides while its
 * line stood; what came right after the line was found again may have happened long before, and is not given a time.
 */
import type { Incident } from './wire';

/** So long after a line is found what comes may be of before. */
export const CATCHING_UP_MS = 5_000;
/** Sooner after it began it is no news. */
const DIFFERS_MS = 60_000;

export function newsOf(incident: Incident, heard: number | undefined): number | undefined {
  const at = Math.max(Date.parse(incident.news_at), heard ?? 0);
  return at - Date.parse(incident.opened_at) >= DIFFERS_MS ? at : undefined;
}
