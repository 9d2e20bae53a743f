import { describe, expect, it } from 'vitest';
import { areaOfZone, CORNERS_MAX, isWithin, middlesOf, readArea, spotOf, writeArea } from './area';
import { keeps, readFilter, writeFilter } from './filter';
import { incident, officer } from './testing';
import type { Venue } from '../../api/wire';

const TEXT = '54,4;54,5;55,5';
const ring = [
  [4, 54],
  [4.002, 54],
  [4.002, 54.002],
  [4, 54.002],
  [4, 54],
];
const venue = {
  zones: { features: [{ id: 'hall', geometry: { type: 'Polygon', coordinates: [ring] }, properties: {} }] },
} as unknown as Venue;

describe('an area', () => {
  it('is read strictly and written shortly', () => {
    expect(writeArea(readArea(TEXT)!)).toBe(TEXT);
    for (const bad of ['', '54,4;54,5', '54,4;54,5;x,5', '54,4;54,5;,5', '54,4;54,5;91,5', '54,4;54,5;1,2,3'])
      expect(readArea(bad), bad).toBeUndefined();
    expect(
      readArea(
        Array(CORNERS_MAX + 1)
          .fill('54,4')
          .join(';'),
      ),
    ).toBeUndefined();
    const many = Array.from({ length: 100 }, (_, nth) => ({ lat: 54 + nth / 1e7, lon: 4 }));
    expect(readArea(writeArea(many))!.length).toBeLessThanOrEqual(CORNERS_MAX);
  });
  it('holds what lies in it', () => {
    const area = readArea(TEXT)!;
    expect(isWithin(area, { lat: 54.4, lon: 4.6 })).toBe(true);
    expect(isWithin(area, { lat: 54.6, lon: 4.4 })).toBe(false);
  });
  it('can be that of a zone, and what is known to be in the zone alone lies in its middle', () => {
    expect(areaOfZone(venue, 'hall')).toHaveLength(4);
    expect(areaOfZone(venue, 'nowhere')).toEqual([]);
    const middles = middlesOf(venue);
    const spot = spotOf(incident({ zone: { id: 'hall', label: 'Hall' } }), middles)!;
    expect(spot.lat).toBeCloseTo(54.001);
    expect(spot.lon).toBeCloseTo(4.001);
    expect(spotOf(incident(), middles)).toBeUndefined();
  });
  it('narrows the queue and stands in the address', () => {
    const filter = readFilter(`area=${encodeURIComponent(TEXT)}`);
    expect(readFilter(writeFilter(filter))).toEqual(filter);
    expect(readFilter('area=nonsense').area).toBeUndefined();
    const site = { me: officer(), now: 0, within: undefined, middles: middlesOf(venue) };
    const place = { uncertain: false, disagrees: false };
    expect(keeps(filter, incident({ place: { ...place, lat: 54.4, lon: 4.6 } }), site)).toBe(true);
    expect(keeps(filter, incident({ place: { ...place, lat: 54.6, lon: 4.4 } }), site)).toBe(false);
    expect(keeps(filter, incident(), site)).toBe(false);
  });
});
