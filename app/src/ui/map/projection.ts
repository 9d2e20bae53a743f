import type { Point, Position } from './geo';

// Metres in a degree of latitude; of longitude this times the cosine. Good to a hand's breadth over one venue.
const METRES_PER_DEGREE = 111_320;

export interface Projection {
  toPlane(position: Position): Point;
  toEarth(point: Point): { lat: number; lon: number };
}

/** A flat plane laid on the earth where the venue is: x to the east, y to the south, in metres. */
export function projectionAround(positions: Position[]): Projection {
  const lons = positions.map(([lon]) => lon ?? 0);
  const lats = positions.map(([, lat]) => lat ?? 0);
  const lon0 = (Math.min(...lons) + Math.max(...lons)) / 2;
  const lat0 = (Math.min(...lats) + Math.max(...lats)) / 2;
  const perLon = METRES_PER_DEGREE * Math.cos((lat0 * Math.PI) / 180);
  return {
    toPlane: ([lon = lon0, lat = lat0]) => [(lon - lon0) * perLon, (lat0 - lat) * METRES_PER_DEGREE],
    toEarth: ([x, y]) => ({ lon: lon0 + x / perLon, lat: lat0 - y / METRES_PER_DEGREE }),
  };
}
