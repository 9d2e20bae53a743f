/**
 * How far away those are who share their place. What is not known is absent: no distance is made of a zone's middle, of a place that is
 * told only roughly, or of where somebody was a while ago.
 */
import type { Corner } from './area';
import { isOld, type Patrol } from './whole/patrols';
import type { Incident } from './wire';

export interface Near {
  metres: number;
  at: string;
  /** It says where somebody was, and not where they are. */
  old: boolean;
}

/** A place that is known no better says nothing about who is nearer. */
const ROUGH_M = 100;
const METRES_PER_DEGREE = 111_320;

/** One venue is flat. */
const metresBetween = (a: Corner, b: Corner): number =>
  Math.hypot(a.lat - b.lat, (a.lon - b.lon) * Math.cos((a.lat * Math.PI) / 180)) * METRES_PER_DEGREE;

export function nearOf(patrol: Patrol | undefined, incident: Incident | undefined, now: number): Near | undefined {
  const { lat, lon, accuracy_m: rough = 0, disagrees = true } = incident?.place ?? {};
  if (patrol === undefined || lat === undefined || lon === undefined || disagrees) return undefined;
  if (patrol.accuracy_m > ROUGH_M || rough > ROUGH_M) return undefined;
  const metres = metresBetween({ lat: patrol.latitude, lon: patrol.longitude }, { lat, lon });
  return { metres, at: patrol.at, old: isOld(patrol, now) };
}

/** Those who are there now the nearest first, then those who were; whoever shares nothing comes last. */
export const byNear = (a: Near | undefined, b: Near | undefined): number => rank(a) - rank(b) || far(a) - far(b);

const rank = (near: Near | undefined): number => (near === undefined ? 2 : Number(near.old));
const far = (near: Near | undefined): number => near?.metres ?? 0;
