import { describe, expect, it } from 'vitest';
import { Plan } from '../../../ui/map/plan';
import { incident, officer } from '../testing';
import { climbOf, distanceOf, nearOf } from './way';

const floors = [
  { code: 'G', label: 'Arrivals', level: 0 },
  { code: '1', label: 'Departures', level: 1 },
];
const plan = new Plan({
  zones: {
    features: [
      {
        id: 'hall',
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [4, 54],
              [4.01, 54],
              [4.01, 54.01],
              [4, 54],
            ],
          ],
        },
        properties: { name: 'Hall', zone_class: 'sterile', floor: '1' },
      },
    ],
  },
  drawing: { features: [] },
});
const there = (lat: number) => ({ lat, lon: 4, floor: '1', uncertain: false, disagrees: false });

describe('the way', () => {
  it('is told as people say distances', () => {
    expect([7.4, 33, 212, 1240].map(distanceOf)).toEqual([
      { unit: 'm', count: 7 },
      { unit: 'm', count: 35 },
      { unit: 'm', count: 210 },
      { unit: 'km', count: 1.2 },
    ]);
  });
  it('says up and down only where both floors are known', () => {
    expect(climbOf('G', '1', floors)).toEqual({ way: 'up', level: 1 });
    expect(climbOf('1', 'G', floors)).toEqual({ way: 'down', level: 0 });
    expect(climbOf('1', '1', floors)).toEqual({ way: 'same', level: 1 });
    expect(climbOf(undefined, '1', floors)).toEqual({ way: 'to', level: 1 });
    expect(climbOf('1', undefined, floors)).toEqual({ way: 'unknown' });
  });
});

describe('what is near', () => {
  const far = incident({ id: 'far', priority: 1, place: there(54.009) });
  const close = incident({ id: 'close', priority: 4, place: there(54.001) });
  const nowhere = incident({ id: 'nowhere', priority: 1 });
  const over = incident({ id: 'over', status: 'closed', place: there(54) });
  const ids = (all: { incident: { id: string } }[]) => all.map(({ incident: { id } }) => id);

  it('comes by distance, what has no place last, without what is over', () => {
    const spot = { at: plan.projection.toPlane([4, 54]), floor: '1' };
    expect(ids(nearOf([nowhere, far, over, close], spot, plan, floors, officer()))).toEqual([
      'close',
      'far',
      'nowhere',
    ]);
  });
  it('comes by my post and then by what is gravest where nobody knows where I am', () => {
    const post = { id: 'p-1', label: 'T1 patrol' };
    const me = officer({ on_duty: [{ post, until: '2026-11-14T06:00:00Z' }] });
    const mine = incident({ id: 'mine', priority: 3, post });
    expect(ids(nearOf([close, far, mine], undefined, plan, floors, me))).toEqual(['mine', 'far', 'close']);
  });
});
