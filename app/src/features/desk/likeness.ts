/**
 * Why two sightings may be one thing, in words. The server weighs; here its weights become sentences, and what can be
 * measured (how far, how much later) is measured from what both say. A number of likelihood is never shown.
 */
import { age, t, type DeskKey } from './words';
import type { Incident, Report } from './wire';

/** Where, when and what: what an incident and a report have in common. */
export interface Sighting {
  category: string;
  at: string;
  plate?: string;
  zone?: string;
  floor?: string;
  lat?: number;
  lon?: number;
}

export interface ReasonLine {
  of: string;
  text: string;
  speaks: 'for' | 'against';
}

/** How officers think about it: where, when, then what. */
const ORDER = ['place', 'floor', 'time', 'category', 'answers', 'words'];
const EARTH_M = 6_371_000;
const SAME_SPOT_M = 1;

export function ofIncident({ category, opened_at, zone, place }: Incident): Sighting {
  return { category, at: opened_at, ...kept({ zone: zone?.id, floor: place.floor, lat: place.lat, lon: place.lon }) };
}

export function ofReport({ category, received_at, place }: Report): Sighting {
  const { plate, zone, floor, lat, lon } = place;
  return { category, at: received_at, ...kept({ plate: plate?.id, zone: zone?.id, floor, lat, lon }) };
}

/** Metres between two sightings, or nothing where one of them has no position. */
export function metresBetween(one: Sighting, other: Sighting): number | undefined {
  if (one.lat === undefined || one.lon === undefined || other.lat === undefined || other.lon === undefined)
    return undefined;
  const rad = Math.PI / 180;
  const north = (other.lat - one.lat) * rad;
  const east = (other.lon - one.lon) * rad * Math.cos(((one.lat + other.lat) / 2) * rad);
  return Math.hypot(north, east) * EARTH_M;
}

/** What speaks for and against `other` being the same as `one`; observations this desk does not know are left out. */
export function reasonsOf(one: Sighting, other: Sighting, reasons: readonly unknown[]): ReasonLine[] {
  return reasons
    .flatMap((reason) => (isReason(reason) ? [reason] : []))
    .sort((a, b) => ORDER.indexOf(a.of) - ORDER.indexOf(b.of))
    .map(({ of, weight }) => ({ of, text: textOf(of, weight, one, other), speaks: weight < 0 ? 'against' : 'for' }));
}

/** Apart in time: "2 min later", "40 s earlier". */
export function later(one: Sighting, other: Sighting): string {
  const [first, second] = [Date.parse(one.at), Date.parse(other.at)];
  if (Math.abs(second - first) < 1000) return t('like.same_time');
  return second > first
    ? t('like.later', { span: age(one.at, second) })
    : t('like.earlier', { span: age(other.at, first) });
}

function textOf(of: string, weight: number, one: Sighting, other: Sighting): string {
  const speaksFor = weight >= 0;
  switch (of) {
    case 'place':
      return placeText(one, other, speaksFor);
    case 'floor':
      return t(pick(same(one.floor, other.floor) ?? speaksFor, 'like.floor_same', 'like.floor_other'));
    case 'time':
      return later(one, other);
    case 'category':
      if (one.category === other.category) return t('like.category_same');
      return t(pick(speaksFor, 'like.category_kin', 'like.category_other'));
    case 'answers':
      return t(pick(speaksFor, 'like.answers_agree', 'like.answers_differ'));
    default:
      return t(pick(speaksFor, 'like.words_alike', 'like.words_differ'));
  }
}

function placeText(one: Sighting, other: Sighting, speaksFor: boolean): string {
  if (one.plate !== undefined && one.plate === other.plate) return t('like.same_sign');
  const metres = metresBetween(one, other);
  if (metres !== undefined)
    return metres < SAME_SPOT_M ? t('like.same_spot') : t('like.metres', { count: Math.round(metres) });
  return t(pick(same(one.zone, other.zone) ?? speaksFor, 'like.zone_same', 'like.zone_other'));
}

const pick = (first: boolean, yes: DeskKey, no: DeskKey): DeskKey => (first ? yes : no);

const same = (one: string | undefined, other: string | undefined): boolean | undefined =>
  one === undefined || other === undefined ? undefined : one === other;

function isReason(reason: unknown): reason is { of: string; weight: number } {
  const { of, weight } = (reason ?? {}) as { of?: unknown; weight?: unknown };
  return typeof of === 'string' && ORDER.includes(of) && typeof weight === 'number';
}

type Kept<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };
function kept<T extends object>(all: T): Kept<T> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Kept<T>;
}
