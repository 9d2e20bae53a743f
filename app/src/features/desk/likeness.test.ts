import { describe, expect, it } from 'vitest';
import { metresBetween, ofIncident, ofReport, reasonsOf, type Sighting } from './likeness';
import { incident, report, said } from './testing';

const at = '2026-11-14T03:00:00Z';
const first: Sighting = { category: 'item.unattended', at, floor: '1', zone: 'a', lat: 53.999511, lon: 3.998608 };
const weighed = (of: string, weight: number) => ({ of, weight });
const texts = (other: Partial<Sighting>, ...reasons: unknown[]) =>
  reasonsOf(first, { ...first, ...other }, reasons).map((line) => line.text);

describe('why two may be one', () => {
  it('measures metres and minutes, and tells them where, when, what', () => {
    const other = { at: '2026-11-14T03:02:10Z', lat: 53.999611, category: 'item.suspicious' };
    const told = [weighed('category', 0.4), weighed('time', 0.2), weighed('floor', 0.3), weighed('place', 2.1)];
    expect(texts(other, ...told)).toEqual([
      '11 m away',
      'same floor',
      '2 min later',
      'a kind that is often the same thing',
    ]);
    expect(texts({ at: '2026-11-14T02:59:20Z' }, weighed('time', -0.1))).toEqual(['40 s earlier']);
  });
  it('says by its sign what speaks against it', () => {
    const lines = reasonsOf(first, { ...first, floor: '2' }, [weighed('floor', -3), weighed('answers', -1.5)]);
    expect(lines).toEqual([
      { of: 'floor', text: 'another floor', speaks: 'against' },
      { of: 'answers', text: 'answers contradict', speaks: 'against' },
    ]);
  });
  it('falls back to areas where there is no position, and to the weight where there is neither', () => {
    const { lat: _lat, lon: _lon, ...vague } = first;
    expect(reasonsOf(vague, { ...vague, zone: 'b' }, [weighed('place', -1)])[0]!.text).toBe('another area');
    const { zone: _zone, ...nowhere } = vague;
    expect(reasonsOf(nowhere, nowhere, [weighed('place', 1)])[0]!.text).toBe('same area');
  });
  it('names one sign, and one spot', () => {
    const at_sign = ofReport(report({ place: said({ plate: { id: 'BV-T1-114', label: 'Pillar 4' } }) }));
    expect(reasonsOf(at_sign, at_sign, [weighed('place', 3)])[0]!.text).toBe('same sign');
    expect(texts({}, weighed('place', 3))).toEqual(['same spot']);
  });
  it('leaves out what it does not know', () => {
    expect(texts({}, weighed('weather', 1), 'place', null, { of: 'time' })).toEqual([]);
  });
  it('measures nothing without two positions', () => {
    expect(metresBetween(first, ofIncident(incident()))).toBeUndefined();
    expect(metresBetween(first, { ...first, lon: first.lon! + 0.0005 })).toBeCloseTo(32.7, 0);
  });
});
