import { describe, expect, it } from 'vitest';
import type { Venue } from '../../../api/wire';
import { groundOf, sitesOf } from './sites';

const venue = {
  plates: [{ code: 'P1', lat: 1, lon: 2, floor: 'L1' }],
  zones: { features: [{ id: 'hall', properties: { floor: 'L0' } }] },
} as unknown as Venue;
const middles = new Map([['hall', { lat: 5, lon: 6 }]]);
const zone = { id: 'hall', label: 'Hall' };
const plate = { id: 'P1', label: 'Pillar 1' };

describe('where a big incident is led from', () => {
  it('is its own position first, then its sign, then the middle of its zone', () => {
    expect(groundOf({ lat: 8, lon: 9, floor: 'L2', plate, zone }, venue, middles)).toEqual({
      spot: { lat: 8, lon: 9 },
      floor: 'L2',
    });
    expect(groundOf({ plate, zone }, venue, middles)).toEqual({ spot: { lat: 1, lon: 2 }, floor: 'L1' });
    expect(groundOf({ zone }, venue, middles)).toEqual({ spot: { lat: 5, lon: 6 }, floor: 'L0' });
    expect(groundOf({}, venue, middles)).toBeUndefined();
  });
  it('is told apart by number where more than one stands, and not drawn where nobody knows it', () => {
    const head = (id: string) => ({
      id,
      incident: { id, label: `A-${id}` },
      places: [
        { site: 'command_post', zone, text: 'Desk 12' },
        { site: 'staging', text: 'outside' },
      ],
    });
    const one = sitesOf([head('1')], venue, middles);
    expect(one.map(({ key, number, words }) => [key, number, words])).toEqual([
      ['1/command_post', undefined, ['Hall', 'Desk 12']],
    ]);
    expect(sitesOf([head('1'), head('2')], venue, middles).map(({ number }) => number)).toEqual(['A-1', 'A-2']);
  });
});
