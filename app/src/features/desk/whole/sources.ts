/** What the map draws, as GeoJSON: the venue's own plan, and on it whatever is asked for. Pure. */
import type { Feature, FeatureCollection, Geometry } from 'geojson';
import type { Venue } from '../../../api/wire';
import { areaAndCentre, lines } from '../../../ui/map/geo';
import type { Corner } from '../area';
import type { Site } from '../map/sites';
import { radioName } from '../names';
import type { Insight, MapGroup } from '../wire';
import { names } from './marks';
import { isOld, type Patrol } from './patrols';

export type Collection = FeatureCollection;
export type Bounds = [west: number, south: number, east: number, north: number];

const collection = (features: Feature[]): Collection => ({ type: 'FeatureCollection', features });
const point = ({ lat, lon }: Corner, properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [lon, lat] },
  properties,
});

export const EMPTY = collection([]);

/** Furniture of one floor; crafts and cranes stand as they do on the other plan, but small. */
export function groundOf(venue: Venue, floor: string | undefined): Collection {
  const here = venue.drawing.features.filter(({ properties }) => floor === undefined || properties.floor === floor);
  return collection(
    here
      .filter(({ geometry }) => geometry.type !== 'Point')
      .map(({ geometry, properties: { kind } }) => ({
        type: 'Feature',
        geometry: geometry as Geometry,
        properties: { kind, area: geometry.type === 'Polygon' },
      })),
  );
}

export function zonesOf(venue: Venue, floor: string | undefined, unstaffed: readonly string[]): Collection {
  const parents = new Map(venue.zones.features.map(({ id, properties }) => [String(id), properties.parent]));
  const bare = (id: string | undefined): boolean =>
    id !== undefined && (unstaffed.includes(id) || bare(parents.get(id)));
  const here = venue.zones.features.filter(({ properties }) => floor === undefined || properties.floor === floor);
  return collection(
    here.map(({ id, geometry, properties: { zone_class, parent } }) => ({
      type: 'Feature',
      geometry: geometry as Geometry,
      properties: { zone: String(id), inner: parent !== undefined, kind: zone_class, bare: bare(String(id)) },
    })),
  );
}

/** Inner zones before the halls that hold them: where two names would touch, the nearer one is read. */
export function zoneNames(venue: Venue, floor: string | undefined): Collection {
  const here = venue.zones.features.filter(({ properties }) => floor === undefined || properties.floor === floor);
  return collection(
    here.map(({ geometry, properties }) => {
      const ring = (lines(geometry)[0] ?? []).map(([lon = 0, lat = 0]) => [lon, lat] as const);
      const [lon, lat] = areaAndCentre(ring).centre;
      const rank = properties.parent === undefined ? 1 : 0;
      return point({ lat, lon }, { icon: names.text(properties.name), rank });
    }),
  );
}

export const platesOf = (venue: Venue, floor: string | undefined): Collection =>
  collection(
    venue.plates
      .filter((plate) => floor === undefined || plate.floor === floor)
      .map(({ code, lat, lon }) => point({ lat, lon }, { icon: names.text(code) })),
  );

export function groupsOf(groups: readonly MapGroup[], selected: string | undefined): Collection {
  return collection(
    groups.map((group) => {
      const { count, priority, owed, incident, number } = group;
      const icon = count === 1 ? names.mark(priority, owed > 0) : names.group(priority, owed > 0, count);
      const isChosen = incident !== undefined && incident === selected;
      const label = count === 1 && number && (owed > 0 || isChosen) ? names.label(number) : '';
      return point(group, { icon, label, count, rank: isChosen ? 9 : 5 - priority, chosen: isChosen, incident });
    }),
  );
}

/** `level`: of the floor that is looked at; absent where all are. */
export const patrolsOf = (patrols: readonly Patrol[], level: number | undefined, now: number): Collection =>
  collection(
    patrols
      .filter((patrol) => level === undefined || patrol.level === undefined || patrol.level === level)
      .map((patrol) => {
        const name = radioName(patrol.person.label);
        const sign = /\d+/.exec(name)?.[0] ?? name.slice(0, 2);
        const spot = { lat: patrol.latitude, lon: patrol.longitude };
        return point(spot, {
          icon: names.patrol(isOld(patrol, now), sign),
          label: isOld(patrol, now) ? names.text(name) : names.label(name),
        });
      }),
  );

/** `nameOf`: in the language of the page. */
export const postsOf = (
  sites: readonly Site[],
  floor: string | undefined,
  nameOf: (site: Site) => string,
): Collection =>
  collection(
    sites
      .filter((site) => floor === undefined || site.floor === undefined || site.floor === floor)
      .map((site) => point(site.spot, { icon: names.site(site.kind), label: names.label(nameOf(site)) })),
  );

/** How much there was at an hour of the day in each zone, from nothing to the most of any zone at any hour. */
export function heatOf(
  told: Insight,
  hour: number,
  venue: Venue,
  floor: string | undefined,
  middles: ReadonlyMap<string, Corner>,
): Collection {
  const floors = new Map(venue.zones.features.map(({ id, properties }) => [String(id), properties.floor]));
  const most = Math.max(1, ...told.rows.flatMap((row) => row.hours));
  return collection(
    told.rows.flatMap((row) => {
      const [spot, count] = [middles.get(row.key), row.hours[hour] ?? 0];
      const isHere = floor === undefined || floors.get(row.key) === floor;
      return spot === undefined || count === 0 || !isHere ? [] : [point(spot, { weight: count / most })];
    }),
  );
}

/** An area that is drawn, or was: a line as long as it has two corners. */
export function areaShape(corners: readonly Corner[]): Collection {
  const ring = corners.map(({ lat, lon }) => [lon, lat]);
  const marks = corners.map((corner) => point(corner, {}));
  if (ring.length < 2) return collection(marks);
  const closed = [...ring, ring[0]!];
  const geometry: Geometry =
    ring.length === 2 ? { type: 'LineString', coordinates: ring } : { type: 'Polygon', coordinates: [closed] };
  return collection([{ type: 'Feature', geometry, properties: {} }, ...marks]);
}

const INDOORS = new Set(['public_landside', 'checkpoint', 'sterile', 'baggage', 'tenant', 'gate', 'berth']);

/** What is looked at first: the buildings of a floor rather than its runways. Whole: all there is. */
export function frameOf(venue: Venue, floor?: string, whole = false): Bounds {
  const zones = venue.zones.features;
  const here = zones.filter(({ properties }) => floor === undefined || properties.floor === floor);
  const indoors = here.filter(({ properties }) => INDOORS.has(properties.zone_class));
  const shown = whole ? zones : [indoors, here, zones].find((some) => some.length > 0)!;
  const spots = shown.flatMap(({ geometry }) => lines(geometry).flat());
  const lons = spots.map(([lon = 0]) => lon);
  const lats = spots.map(([, lat = 0]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

const METRES = 111_320;

export const metresBetween = (a: Corner, b: Corner): number =>
  Math.hypot((a.lat - b.lat) * METRES, (a.lon - b.lon) * METRES * Math.cos((a.lat * Math.PI) / 180));
