import { expect, test } from 'vitest';
import { Plan } from './plan';
import { projectionAround } from './projection';
import { MapViewport } from './view.svelte';

const square = (left: number, bottom: number, size: number) => [
  [
    [left, bottom],
    [left + size, bottom],
    [left + size, bottom + size],
    [left, bottom + size],
    [left, bottom],
  ],
];
const zone = (id: string, floor: string, left: number, bottom: number, size: number, parent?: string) => ({
  id,
  properties: { name: id, zone_class: 'public_landside', floor, parent },
  geometry: { type: 'Polygon' as const, coordinates: square(left, bottom, size) },
});

const plan = new Plan({
  zones: {
    features: [
      zone('hall', '1', 4, 54, 0.004),
      zone('desk', '1', 4.001, 54.001, 0.001, 'hall'),
      zone('cellar', '0', 4, 54, 0.004),
    ],
  },
  drawing: { features: [] },
});

test('the plane is in metres, north is up, and the way back ends where it began', () => {
  const projection = projectionAround([
    [4, 54],
    [4.01, 54.01],
  ]);
  const [x, y] = projection.toPlane([4.01, 54.01]);
  expect(x).toBeCloseTo(0.005 * 111_320 * Math.cos((54.005 * Math.PI) / 180), 3);
  expect(y).toBeCloseTo(-0.005 * 111_320, 3);
  const { lat, lon } = projection.toEarth([x, y]);
  expect(lat).toBeCloseTo(54.01, 9);
  expect(lon).toBeCloseTo(4.01, 9);
});

test('a tap finds the innermost zone of its floor', () => {
  const inside = plan.projection.toPlane([4.0015, 54.0015]);
  expect(plan.zoneAt(inside, '1')?.id).toBe('desk');
  expect(plan.zoneAt(inside, '0')?.id).toBe('cellar');
  expect(plan.zoneAt(plan.projection.toPlane([4.0035, 54.0035]), '1')?.id).toBe('hall');
  expect(plan.zoneAt(plan.projection.toPlane([4.9, 54]), '1')).toBeUndefined();
});

test('a circle over the fence is a question, one wholly on a side of it is not', () => {
  const fenced = {
    ...zone('apron', '0', 4.002, 54, 0.004),
    properties: { name: 'apron', zone_class: 'airside_sra', floor: '0' },
  };
  const ground = new Plan({
    zones: { features: [zone('hall', '1', 4, 54, 0.002), fenced] },
    drawing: { features: [] },
  });
  const at = (lon: number) => ground.projection.toPlane([lon, 54.002]);
  expect(ground.sides(at(4.0019), 400)).toEqual({ isCrossed: true, inside: 'apron' });
  expect(ground.sides(at(4.004), 50)).toMatchObject({ isCrossed: false });
  expect(ground.sides(at(3.99), 50)).toEqual({ isCrossed: false, inside: undefined });
});

test('what is under the finger stays there while zooming', () => {
  const view = new MapViewport();
  view.fit(plan.frame('1'));
  const finger = [100, 200] as const;
  const before = view.toPlane(finger);
  view.zoom(2, finger);
  const after = view.toPlane(finger);
  expect(after[0]).toBeCloseTo(before[0], 6);
  expect(after[1]).toBeCloseTo(before[1], 6);
});

test('fitting shows the whole box', () => {
  const view = new MapViewport();
  const box = plan.frame('1');
  view.fit(box);
  const [left, top] = view.toScreen([box.left, box.top]);
  const [right, bottom] = view.toScreen([box.right, box.bottom]);
  expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
  expect(right).toBeLessThanOrEqual(view.width);
  expect(bottom).toBeLessThanOrEqual(view.height);
});
