import { describe, expect, it } from 'vitest';
import type { Floor } from '../../../api/wire';
import type { Point } from '../../../ui/map/geo';
import { Plan } from '../../../ui/map/plan';
import type { Patrol } from '../whole/patrols';
import { patrolNames, placedPatrols } from './patrols';

const empty = { type: 'FeatureCollection', features: [] };
const plan = new Plan({ zones: empty, drawing: empty } as unknown as ConstructorParameters<typeof Plan>[0]);
const floors = [
  { code: 'T1-0', level: 0, label: 'Ground' },
  { code: 'T1-1', level: 1, label: 'Departures' },
] as Floor[];
const now = Date.parse('2026-11-14T03:10:00Z');
const patrol = (id: string, over: object = {}): Patrol => ({
  person: { id, label: `Mia Lindqvist · BV-${id}` },
  at: '2026-11-14T03:09:30Z',
  latitude: 54,
  longitude: 4,
  accuracy_m: 8,
  ...over,
});

describe('patrols on the plan', () => {
  it('are those of its floor, and those whose level nobody knows', () => {
    const all = [patrol('31', { level: 0 }), patrol('32', { level: 1 }), patrol('33')];
    const placed = placedPatrols(all, plan, { floors, floor: 'T1-1', now });
    expect(placed.map(({ sign }) => sign)).toEqual(['32', '33']);
    expect(placed[0]).toMatchObject({ name: 'BV-32 Mia Lindqvist', old: false });
  });

  it('are old where they told it a while ago', () => {
    const [old] = placedPatrols([patrol('31', { at: '2026-11-14T03:07:00Z' })], plan, { floors, floor: 'T1-1', now });
    expect(old?.old).toBe(true);
  });

  it('have their names where there is room', () => {
    const placed = placedPatrols([patrol('31'), patrol('32')], plan, { floors, floor: 'T1-1', now });
    const at = (...points: Point[]) => placed.map((one, nth) => ({ patrol: one, at: points[nth]! }));
    expect([...patrolNames(at([0, 0], [300, 0]), []).keys()]).toEqual(['31', '32']);
    expect([...patrolNames(at([0, 0], [10, 4]), []).keys()]).toEqual(['32']);
    expect([...patrolNames(at([0, 0], [300, 0]), [{ left: -5, right: 5, top: 15, bottom: 20 }]).keys()]).toEqual([
      '32',
    ]);
  });
});
