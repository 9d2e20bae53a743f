/** The queue while a hand is on its way to a row: what stands stays where it stands, what is new waits at the end. */
import type { QueueSection } from './ordering';

/** `now`, in the order of `before`: rows keep their section and place, carry their new facts, and leave when they are gone. */
export function settled(before: readonly QueueSection[], now: readonly QueueSection[]): QueueSection[] {
  const present = new Map(now.flatMap((heap) => heap.incidents.map((incident) => [incident.id, incident])));
  const placed = new Set(before.flatMap((heap) => heap.incidents.map((incident) => incident.id)));
  const kept = before.map(({ section, incidents }) => ({
    section,
    incidents: incidents.flatMap((incident) => present.get(incident.id) ?? []),
  }));
  for (const { section, incidents } of now) {
    const fresh = incidents.filter((incident) => !placed.has(incident.id));
    if (fresh.length === 0) continue;
    const heap = kept.find((one) => one.section === section);
    if (heap === undefined) kept.push({ section, incidents: fresh });
    else heap.incidents.push(...fresh);
  }
  return kept.filter((heap) => heap.incidents.length > 0);
}
