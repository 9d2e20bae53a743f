import { describe, expect, it } from 'vitest';
import { Plan } from '../../../ui/map/plan';
import { incident } from '../testing';
import { touches } from '../../../ui/map/labels';
import { homeFloor, numbersThatFit, pinAt, pinOf, pinsOf, scaleBar, waitingOn, type Placed } from './pins';

const square = (lon: number, lat: number) => [
  [lon, lat],
  [lon + 0.001, lat],
  [lon + 0.001, lat + 0.001],
  [lon, lat + 0.001],
  [lon, lat],
];
const zone = (id: string, floor: string, lon: number, parent?: string) => ({
  id,
  geometry: { type: 'Polygon' as const, coordinates: [square(lon, 54)] },
  properties: { name: id, zone_class: 'sterile', floor, ...(parent && { parent }) },
});
const plan = new Plan({
  zones: { features: [zone('hall', '1', 4), zone('gate', '1', 4, 'hall'), zone('apron', '0', 4.01)] },
  drawing: { features: [] },
});

describe('pins on the plan', () => {
  it('stand in the middle of the zone, and say so, when no position is known', () => {
    const pin = pinOf(incident({ zone: { id: 'hall', label: 'Hall' } }), plan);
    expect(pin).toMatchObject({ floor: '1', zoneOnly: true });
    expect(pin?.at).toEqual(plan.zone('hall')?.centre);
  });
  it('stand nowhere when nothing is known', () => {
    expect(pinOf(incident(), plan)).toBeUndefined();
  });
  it('carry their numbers where these lie on nothing, and the chosen one carries it always', () => {
    const at = (id: string, x: number, y: number): Placed => ({
      at: [x, y],
      pin: { incident: incident({ id, number: `A-${id}` }), at: [x, y], floor: '1', zoneOnly: false },
    });
    const crowd = [at('0001', 100, 100), at('0002', 104, 118), at('0003', 300, 100), at('0004', 330, 122)];
    const numbers = numbersThatFit(crowd, '0002');
    expect(numbers.get('0002')).toMatchObject({ dx: 0, dy: 28 });
    expect(numbers.get('0003')!.dy).toBeLessThan(0);
    const boxes = [...numbers.values()].map(({ box }) => box);
    for (const [nth, box] of boxes.entries())
      expect(boxes.slice(nth + 1).filter((other) => touches(box, other))).toEqual([]);
    // One in the middle of others has no room; chosen, it is named all the same.
    const heap = [at('0009', 0, 0), at('a', 0, 20), at('b', 0, -20), at('c', 30, 0), at('d', -30, 0)];
    expect(numbersThatFit(heap, undefined).has('0009')).toBe(false);
    expect(numbersThatFit(heap, '0009').has('0009')).toBe(true);
  });
  it('leave what is over, draw the gravest above, and the chosen one on top', () => {
    const place = { lat: 54, lon: 4, floor: '1', uncertain: false, disagrees: false };
    const all = [
      incident({ id: 'p1', priority: 1, place }),
      incident({ id: 'p4', priority: 4, place }),
      incident({ id: 'p3', priority: 3, place }),
      incident({ id: 'over', status: 'closed', place }),
    ];
    expect(pinsOf(all, plan, 'p4').map((pin) => pin.incident.id)).toEqual(['p3', 'p1', 'p4']);
    const pins = pinsOf(all, plan, undefined);
    expect(pinAt(pins[0]!.at, pins, 1)?.incident.id).toBe('p1');
    expect(waitingOn('1', pins)?.id).toBe('p1');
    expect(waitingOn('0', pins)).toBeUndefined();
  });
  it('begin on the floor with most rooms', () => {
    const floors = [
      { code: '0', label: 'Arrivals', level: 0 },
      { code: '1', label: 'Departures', level: 1 },
    ];
    expect(homeFloor(floors, plan)).toBe('1');
  });
  it('are measured by a round scale bar', () => {
    expect(scaleBar(1)).toEqual({ metres: 50, pixels: 50 });
    expect(scaleBar(0.1).metres).toBe(500);
  });
});
