import {
  areaAndCentre,
  around,
  boxOf,
  contains,
  lines,
  type Box,
  type Feature,
  type FurnitureLook,
  type PlanSource,
  type Point,
  type ZoneLook,
} from './geo';
import { projectionAround, type Projection } from './projection';

export interface ZoneShape {
  id: string;
  name: string;
  zoneClass: string;
  floor: string;
  parent: string | undefined;
  depth: number;
  path: string;
  ring: Point[];
  box: Box;
  area: number;
  centre: Point;
}
export interface FurnitureShape {
  kind: string;
  floor: string;
  path: string;
  /** Points only: where it stands and which way it looks. */
  at?: Point;
  heading?: number;
}

/** A venue's plan, projected once and asked often. */
export class Plan {
  readonly projection: Projection;
  readonly zones: ZoneShape[];
  readonly furniture: FurnitureShape[];

  constructor({ zones, drawing }: PlanSource) {
    this.projection = projectionAround(zones.features.flatMap(({ geometry }) => lines(geometry).flat()));
    const parents = new Map(zones.features.map(({ id, properties }) => [String(id), properties.parent]));
    this.zones = zones.features.map((feature) => this.#zone(feature, parents));
    this.furniture = drawing.features.map((feature) => this.#furniture(feature));
  }

  zone(id: string | undefined): ZoneShape | undefined {
    return this.zones.find((zone) => zone.id === id);
  }

  /** The innermost zone of a floor under a point. */
  zoneAt(point: Point, floor: string): ZoneShape | undefined {
    return this.zones
      .filter((zone) => zone.floor === floor && contains(zone.ring, point))
      .sort((a, b) => b.depth - a.depth || a.area - b.area)[0];
  }

  /**
   * Whether a circle (a point and metres around it) lies partly behind a fence and partly not, on whatever floor; and the
   * nearest zone behind the fence. Where it is wholly on one side there is nothing to ask.
   */
  sides(middle: Point, radius: number): { isCrossed: boolean; inside: string | undefined } {
    const away = ([x, y]: Point) => Math.hypot(x - middle[0], y - middle[1]);
    const near = this.zones
      .filter(({ zoneClass }) => FENCED.has(zoneClass))
      .map(({ id, ring }) => ({ id, ring, distance: contains(ring, middle) ? 0 : Math.min(...ring.map(away)) }))
      .filter(({ distance }) => distance <= radius)
      .sort((a, b) => a.distance - b.distance);
    const edge = Array.from({ length: 16 }, (_, nth): Point => {
      const turn = (nth / 16) * 2 * Math.PI;
      return [middle[0] + radius * Math.cos(turn), middle[1] + radius * Math.sin(turn)];
    });
    const isWithin = [middle, ...edge].every((point) => near.some(({ ring }) => contains(ring, point)));
    return { isCrossed: near.length > 0 && !isWithin, inside: near[0]?.id };
  }

  /** What to show first of a floor: its buildings rather than its runways. */
  frame(floor: string): Box {
    const here = this.zones.filter((zone) => zone.floor === floor);
    const indoors = here.filter(({ zoneClass }) => INDOORS.has(zoneClass));
    const shown = indoors.length > 0 ? indoors : here.length > 0 ? here : this.zones;
    return shown.length > 0 ? around(shown.map(({ box }) => box)) : { left: -50, top: -50, right: 50, bottom: 50 };
  }

  #zone({ id, geometry, properties }: Feature<ZoneLook>, parents: Map<string, string | undefined>): ZoneShape {
    const rings = lines(geometry).map((line) => line.map(this.projection.toPlane));
    const ring = rings[0] ?? [];
    return {
      id: String(id),
      name: properties.name,
      zoneClass: properties.zone_class,
      floor: properties.floor,
      parent: properties.parent,
      depth: depthOf(String(id), parents),
      path: pathOf(rings, true),
      ring,
      box: boxOf(ring),
      ...areaAndCentre(ring),
    };
  }

  #furniture({ geometry, properties: { kind, floor, heading } }: Feature<FurnitureLook>): FurnitureShape {
    const shapes = lines(geometry).map((line) => line.map(this.projection.toPlane));
    const at = shapes[0]?.[0];
    if (geometry.type === 'Point' && at) return { kind, floor, path: '', at, heading: heading ?? 0 };
    return { kind, floor, path: pathOf(shapes, geometry.type === 'Polygon') };
  }
}

/** Where only people with a badge may be: a fence or a wall stands around it. */
const FENCED = new Set(['airside_sra', 'perimeter', 'restricted_port', 'berth', 'yard', 'cargo']);
const INDOORS = new Set(['public_landside', 'checkpoint', 'sterile', 'baggage', 'tenant', 'gate', 'berth']);

function depthOf(id: string, parents: Map<string, string | undefined>): number {
  let depth = 0;
  for (let up = parents.get(id); up && depth < 9; up = parents.get(up)) depth++;
  return depth;
}

function pathOf(shapes: Point[][], closed: boolean): string {
  const spot = ([x, y]: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return shapes.map((points) => `M${points.map(spot).join('L')}${closed ? 'Z' : ''}`).join('');
}
