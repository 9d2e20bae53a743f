import { describe, expect, it } from 'vitest';
import type { Venue } from '../../../api/wire';
import { incident } from '../testing';
import type { Insight, MapGroup, MapRow } from '../wire';
import { isOld, type Patrol } from './patrols';
import { areaShape, frameOf, groupsOf, heatOf, metresBetween, patrolsOf, zonesOf } from './sources';
import { awayOf, sorted, type Line } from './table';
import { middlesOf } from '../area';

const ring = (lon: number, lat: number) => [
  [
    [lon, lat],
    [lon + 0.002, lat],
    [lon + 0.002, lat + 0.002],
    [lon, lat + 0.002],
    [lon, lat],
  ],
];
const zone = (id: string, floor: string, zone_class: string, lon: number, parent?: string) => ({
  id,
  geometry: { type: 'Polygon', coordinates: ring(lon, 54) },
  properties: { name: id, zone_class, floor, ...(parent && { parent }) },
});
const venue = {
  zones: {
    features: [
      zone('hall', '1', 'sterile', 4),
      zone('gate', '1', 'gate', 4, 'hall'),
      zone('runway', '0', 'airside_sra', 4.01),
    ],
  },
} as unknown as Venue;
const group = (over: Partial<MapGroup>): MapGroup => ({ lat: 54, lon: 4, count: 1, priority: 2, owed: 0, ...over });
const properties = (collection: ReturnType<typeof groupsOf>) => collection.features.map((one) => one.properties!);

describe('what the map draws', () => {
  it('says of one alone which it is, of many how many, and draws the gravest and the chosen above', () => {
    const groups = [
      group({ incident: 'i', number: 'A-0001', owed: 1 }),
      group({ incident: 'j', number: 'A-0002', priority: 4 }),
      group({ count: 12, priority: 1, owed: 3 }),
    ];
    const [one, quiet, many] = properties(groupsOf(groups, undefined));
    expect(one).toMatchObject({ icon: 'mark/2/un', label: 'label/A-0001', chosen: false });
    expect(quiet).toMatchObject({ icon: 'mark/4/in', label: '' });
    expect(many).toMatchObject({ icon: 'group/1/un/12', label: '' });
    expect(many!['rank']).toBeGreaterThan(one!['rank'] as number);
    const chosen = properties(groupsOf(groups, 'j'))[1];
    expect(chosen).toMatchObject({ chosen: true, label: 'label/A-0002', rank: 9 });
  });
  it('shows a zone within an unstaffed one as unstaffed, floor by floor', () => {
    expect(properties(zonesOf(venue, '1', ['hall'])).map(({ bare }) => bare)).toEqual([true, true]);
    expect(properties(zonesOf(venue, undefined, ['gate'])).map(({ bare }) => bare)).toEqual([false, true, false]);
  });
  it('begins at the buildings, and knows the edges of all', () => {
    expect(frameOf(venue)).toEqual([4, 54, 4.002, 54.002]);
    expect(frameOf(venue, '0')).toEqual([4.01, 54, expect.closeTo(4.012), 54.002]);
    expect(frameOf(venue, '1', true)[2]).toBeCloseTo(4.012);
  });
  it('draws a place that was told long ago as old', () => {
    const now = Date.parse('2026-11-14T03:10:00Z');
    const patrol = (at: string, level?: number): Patrol => ({
      person: { id: at, label: 'Mia Lindqvist · BV-32' },
      at,
      latitude: 54,
      longitude: 4,
      accuracy_m: 9,
      ...(level !== undefined && { level }),
    });
    const here = patrol('2026-11-14T03:09:00Z', 1);
    const old = patrol('2026-11-14T03:07:59Z');
    expect([isOld(here, now), isOld(old, now)]).toEqual([false, true]);
    expect(properties(patrolsOf([here, old], 1, now)).map(({ icon }) => icon)).toEqual([
      'patrol/new/32',
      'patrol/old/32',
    ]);
    expect(patrolsOf([here], 0, now).features).toEqual([]);
  });
  it('is the hotter the more there was at that hour', () => {
    const hours = (count: number) => Array.from({ length: 24 }, (_, hour) => (hour === 6 ? count : 0));
    const told = {
      rows: [
        { key: 'hall', hours: hours(4) },
        { key: 'runway', hours: hours(2) },
        { key: '', hours: hours(9) },
      ],
    } as unknown as Insight;
    const heat = (hour: number, floor?: string) => properties(heatOf(told, hour, venue, floor, middlesOf(venue)));
    expect(heat(6)).toEqual([{ weight: 4 / 9 }, { weight: 2 / 9 }]);
    expect(heat(6, '1')).toHaveLength(1);
    expect(heat(7)).toEqual([]);
  });
  it('shows an area from its first corner on', () => {
    const corners = [54, 54.1, 54.2].map((lat) => ({ lat, lon: 4 }));
    const kinds = (count: number) => areaShape(corners.slice(0, count)).features.map(({ geometry }) => geometry.type);
    expect([kinds(0), kinds(1), kinds(2)[0], kinds(3)[0]]).toEqual([[], ['Point'], 'LineString', 'Polygon']);
  });
});

describe('the table', () => {
  const row = (number: string, over: Partial<MapRow> = {}): Line => ({
    row: { ...incident({ number }), owed: true, zone_only: false, ...over } as MapRow,
    what: 'Bag',
    where: 'Hall',
    level: '1',
    away: over.lat === undefined ? undefined : awayOf(over as MapRow, { lat: 54, lon: 4 }),
  });
  const lines = [
    row('A-10', { priority: 3, lat: 54.001, lon: 4 }),
    row('A-9', { priority: 3 }),
    row('A-11', { owed: false, lat: 54, lon: 4 }),
  ];
  const order = (by: Parameters<typeof sorted>[1]) => sorted(lines, by).map((line) => line.row.number);

  it('is sorted by any column, and by number where that is the same', () => {
    expect(order({ by: 'priority', down: false })).toEqual(['A-11', 'A-9', 'A-10']);
    expect(order({ by: 'number', down: true })).toEqual(['A-11', 'A-10', 'A-9']);
    expect(order({ by: 'owed', down: false })).toEqual(['A-9', 'A-10', 'A-11']);
    expect(order({ by: 'away', down: false })).toEqual(['A-11', 'A-10', 'A-9']);
  });
  it('measures in metres', () => {
    expect(metresBetween({ lat: 54, lon: 4 }, { lat: 54.001, lon: 4 })).toBeCloseTo(111.32);
  });
});
