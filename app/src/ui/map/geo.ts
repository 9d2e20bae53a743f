/** The little of GeoJSON that venue plans use. */
export type Position = number[];
export type Geometry =
  | { type: 'Point'; coordinates: Position }
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'MultiLineString'; coordinates: Position[][] }
  | { type: 'Polygon'; coordinates: Position[][] };
export interface Feature<P> {
  id?: string | number | undefined;
  geometry: Geometry;
  properties: P;
}
export interface ZoneLook {
  name: string;
  zone_class: string;
  floor: string;
  parent?: string | undefined;
}
export interface FurnitureLook {
  kind: string;
  floor: string;
  name?: string | undefined;
  heading?: number | undefined;
}
export interface PlanSource {
  zones: { features: Feature<ZoneLook>[] };
  drawing: { features: Feature<FurnitureLook>[] };
}

/** A point on the plane of the plan: metres east and south of its middle. */
export type Point = readonly [x: number, y: number];
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export function lines(geometry: Geometry): Position[][] {
  switch (geometry.type) {
    case 'Point':
      return [[geometry.coordinates]];
    case 'LineString':
      return [geometry.coordinates];
    case 'MultiLineString':
    case 'Polygon':
      return geometry.coordinates;
  }
}

export function boxOf(points: Point[]): Box {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

export function around(boxes: Box[]): Box {
  return {
    left: Math.min(...boxes.map((box) => box.left)),
    top: Math.min(...boxes.map((box) => box.top)),
    right: Math.max(...boxes.map((box) => box.right)),
    bottom: Math.max(...boxes.map((box) => box.bottom)),
  };
}

export function middle({ left, top, right, bottom }: Box): Point {
  return [(left + right) / 2, (top + bottom) / 2];
}

/** Even-odd rule; the edge belongs to nobody in particular. */
export function contains(ring: Point[], [x, y]: Point): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i] as Point;
    const [xj, yj] = ring[j] as Point;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

export function areaAndCentre(ring: Point[]): { area: number; centre: Point } {
  let [doubled, cx, cy] = [0, 0, 0];
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i] as Point;
    const [xj, yj] = ring[j] as Point;
    const cross = xj * yi - xi * yj;
    doubled += cross;
    cx += (xi + xj) * cross;
    cy += (yi + yj) * cross;
  }
  if (doubled === 0) return { area: 0, centre: ring[0] ?? [0, 0] };
  return { area: Math.abs(doubled / 2), centre: [cx / (3 * doubled), cy / (3 * doubled)] };
}
