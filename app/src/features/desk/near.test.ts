import { describe, expect, it } from 'vitest';
import { byNear, nearOf } from './near';
import { incident } from './testing';
import type { Patrol } from './whole/patrols';

const now = Date.parse('2026-11-14T03:10:00Z');
const patrol = (over: Partial<Patrol> = {}): Patrol => ({
  person: { id: 'o-1', label: 'Mia Lindqvist · BV-32' },
  at: '2026-11-14T03:09:30Z',
  latitude: 54,
  longitude: 4,
  accuracy_m: 8,
  ...over,
});
const at = (lat?: number, lon?: number, over = {}) =>
  incident({ place: { uncertain: false, disagrees: false, ...(lat && { lat }), ...(lon && { lon }), ...over } });

describe('how far somebody is', () => {
  it('is told in metres of who shares a place, and how old that is', () => {
    expect(nearOf(patrol(), at(54.001, 4), now)?.metres).toBeCloseTo(111.3, 0);
    expect(nearOf(patrol(), at(54, 4.001), now)?.metres).toBeCloseTo(65.4, 0);
    expect(nearOf(patrol(), at(54, 4.001), now)?.old).toBe(false);
    expect(nearOf(patrol({ at: '2026-11-14T03:05:00Z' }), at(54, 4.001), now)?.old).toBe(true);
  });

  it('is never guessed', () => {
    expect(nearOf(undefined, at(54, 4), now)).toBeUndefined();
    expect(nearOf(patrol(), undefined, now)).toBeUndefined();
    // A zone alone, a place told two ways, and places that are known only roughly.
    expect(nearOf(patrol(), { ...at(), zone: { id: 't1', label: 'T1' } }, now)).toBeUndefined();
    expect(nearOf(patrol(), at(54, 4, { disagrees: true }), now)).toBeUndefined();
    expect(nearOf(patrol(), at(54, 4, { accuracy_m: 400 }), now)).toBeUndefined();
    expect(nearOf(patrol({ accuracy_m: 400 }), at(54, 4), now)).toBeUndefined();
  });

  it('puts who is near now before who was, and who shares nothing last', () => {
    const near = (metres: number, old = false) => ({ metres, at: '', old });
    const sorted = [undefined, near(10, true), near(200), near(90)].sort(byNear);
    // An absent one is always sorted last by the language itself: asked for alone.
    expect(sorted).toEqual([near(90), near(200), near(10, true), undefined]);
    expect(byNear(undefined, near(900, true))).toBeGreaterThan(0);
    expect(byNear(undefined, undefined)).toBe(0);
  });
});
