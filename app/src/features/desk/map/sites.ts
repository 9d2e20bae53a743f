/** Where big incidents are led from, as marks on a map: at its own position, else at its sign, else in the middle of its zone. */
import type { Venue } from '../../../api/wire';
import type { Point } from '../../../ui/map/geo';
import type { Taken } from '../../../ui/map/labels';
import type { Plan } from '../../../ui/map/plan';
import type { Corner } from '../area';
import { glyphs } from '../parts/glyphs';
import type { MajorHead, MajorSpot } from '../wire';

export type SiteKind = 'command_post' | 'staging';

export interface Site {
  key: string;
  kind: SiteKind;
  /** The incident's number, where more than one big incident stands. */
  number: string | undefined;
  spot: Corner;
  floor: string | undefined;
  /** What was said of it, and where. */
  words: string[];
}
/** On a plan. */
export interface PlacedSite extends Site {
  at: Point;
}

/** A flag, and what is laid in readiness. */
export const SITE_SIGNS: Record<SiteKind, string> = { command_post: glyphs.flag, staging: glyphs.layers };

type Said = Pick<MajorSpot, 'lat' | 'lon' | 'floor'> & { zone?: { id: string }; plate?: { id: string } };

export function groundOf(
  said: Said,
  venue: Venue,
  middles: ReadonlyMap<string, Corner>,
): { spot: Corner; floor: string | undefined } | undefined {
  const plate = venue.plates.find(({ code }) => code === said.plate?.id);
  const zone = venue.zones.features.find(({ id }) => String(id) === said.zone?.id);
  const floor = said.floor ?? plate?.floor ?? zone?.properties.floor;
  if (said.lat !== undefined && said.lon !== undefined) return { spot: { lat: said.lat, lon: said.lon }, floor };
  if (plate) return { spot: { lat: plate.lat, lon: plate.lon }, floor };
  const middle = middles.get(said.zone?.id ?? '');
  return middle && { spot: middle, floor };
}

export function sitesOf(
  heads: readonly Pick<MajorHead, 'id' | 'incident' | 'places'>[],
  venue: Venue,
  middles: ReadonlyMap<string, Corner>,
): Site[] {
  return heads.flatMap(({ id, incident, places }) =>
    places.flatMap((place) => {
      const ground = groundOf(place, venue, middles);
      if (ground === undefined) return [];
      const kind = place.site as SiteKind;
      const words = [place.zone?.label, place.plate?.label, place.text].flatMap((one) => one || []);
      return [{ key: `${id}/${kind}`, kind, number: heads.length > 1 ? incident.label : undefined, words, ...ground }];
    }),
  );
}

/** Those of a floor; one whose floor nobody knows is on every one. */
export const placed = (sites: readonly Site[], plan: Plan, floor: string): PlacedSite[] =>
  sites
    .filter((site) => site.floor === undefined || site.floor === floor)
    .map((site) => ({ ...site, at: plan.projection.toPlane([site.spot.lon, site.spot.lat]) }));

/** What a sign and its name take on the screen, in pixels: no name of a place is written over them. */
export const siteBox = ({ at: [x, y] }: { at: Point }): Taken => ({
  left: x - 44,
  right: x + 44,
  top: y - 14,
  bottom: y + 32,
});
