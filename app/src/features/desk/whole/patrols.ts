/** Where those on duty who share their place are. The only room that knows how it is told. */

export interface Patrol {
  person: { id: string; label: string };
  at: string;
  latitude: number;
  longitude: number;
  accuracy_m: number;
  /** Of a floor, where it is known. */
  level?: number;
}

const OLD_MS = 120_000;

/** Whether it is too long ago to be believed. */
export const isOld = (patrol: Patrol, now: number): boolean => now - Date.parse(patrol.at) > OLD_MS;
