/** An area somebody drew to look at what lies in it. It stands in the address, so it is short: few corners, coarse to a metre. */
import type { Venue } from '../../api/wire';
import { areaAndCentre, lines } from '../../ui/map/geo';
import type { Incident } from './wire';

export interface Corner {
  lat: number;
  lon: number;
}

export const CORNERS_MAX = 24;
const DIGITS = 5;

/** What is no area is none: an address may be typed by anybody. */
export function readArea(text: string): Corner[] | undefined {
  const corners = text.split(';').map((corner) => {
    const [lat, lon, ...more] = corner.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
    return more.length === 0 && Math.abs(lat!) <= 90 && Math.abs(lon!) <= 180 ? { lat: lat!, lon: lon! } : undefined;
  });
  const known = corners.filter((corner) => corner !== undefined);
  return known.length === corners.length && known.length >= 3 && known.length <= CORNERS_MAX ? known : undefined;
}

/** As it stands in the address; of a line with too many corners every so manieth. */
export function writeArea(corners: readonly Corner[]): string {
  const step = Math.ceil(corners.length / CORNERS_MAX);
  const short = (degrees: number) => String(Number(degrees.toFixed(DIGITS)));
  return corners
    .filter((_, nth) => nth % step === 0)
    .map(({ lat, lon }) => `${short(lat)},${short(lon)}`)
    .join(';');
}

/** Even-odd rule, as the server decides it too. */
export function isWithin(corners: readonly Corner[], { lat, lon }: Corner): boolean {
  let inside = false;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [a, b] = [corners[i]!, corners[j]!];
    if (a.lat > lat !== b.lat > lat && lon < ((b.lon - a.lon) * (lat - a.lat)) / (b.lat - a.lat) + a.lon)
      inside = !inside;
  }
  return inside;
}

/** The corners of a zone, without the last that is the first again. */
export function areaOfZone(venue: Venue, code: string): Corner[] {
  const zone = venue.zones.features.find(({ id }) => String(id) === code);
  const ring = zone === undefined ? [] : (lines(zone.geometry)[0] ?? []);
  return ring.slice(0, -1).map(([lon = 0, lat = 0]) => ({ lat, lon }));
}

export const middlesOf = (venue: Venue | undefined): ReadonlyMap<string, Corner> =>
  new Map(
    (venue?.zones.features ?? []).map(({ id, geometry }) => {
      const ring = (lines(geometry)[0] ?? []).map(([lon = 0, lat = 0]) => [lon, lat] as const);
      const [lon, lat] = areaAndCentre(ring).centre;
      return [String(id), { lat, lon }];
    }),
  );

/** Where an incident is drawn: at its own position, or else in the middle of its zone. */
export function spotOf(incident: Incident, middles: ReadonlyMap<string, Corner>): Corner | undefined {
  const { lat, lon } = incident.place;
  if (lat !== undefined && lon !== undefined) return { lat, lon };
  return middles.get(incident.zone?.id ?? '');
}
