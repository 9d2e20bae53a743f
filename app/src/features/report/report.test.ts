import { expect, test } from 'vitest';
import type { Venue } from '../../api/wire';
import { answersOf, categoryOf, givenTo, isAlarming, kindQuestion, questionsFor } from './asked';
import { draft, nextStep } from './draft.svelte';
import { usedPlaces, zonesByFloor } from './place-list';
import { asAsked } from './known.svelte';
import { placeWords } from './place-words';
import { plateCode } from './plate-code';
import { findCategories } from './search';
import { report } from '../../device/contract';

const zone = (id: string, name: string, floor: string, parent?: string) => ({
  type: 'Feature' as const,
  id,
  geometry: { type: 'Point' as const, coordinates: [4, 54] },
  properties: { name, floor, zone_class: 'public_landside', ...(parent && { parent }) },
});
const category = (code: string, label: string, emergency: 'always' | 'when' | 'never' = 'never') => ({
  code,
  label,
  group: 'g',
  default_priority: 3,
  emergency,
  questions: ['b', 'a', 'gone'],
});
const venue = {
  id: 'bayview',
  name: 'Bayview Airport',
  groups: [{ code: 'g', label: 'Things' }],
  tiles: [
    { code: 'danger', icon: 'danger', label: 'Danger now', hint: '', category: 'danger.attack', danger: true },
    {
      code: 'bag',
      icon: 'bag',
      label: 'Bag or object',
      hint: '',
      category: 'item.unattended',
      refine: { text: 'What is it?', options: [{ code: 'x', label: 'Fire or smoke', category: 'hazard.fire' }] },
    },
  ],
  categories: [
    category('danger.attack', 'Attack', 'always'),
    category('item.unattended', 'Bag left alone'),
    category('hazard.fire', 'Fire', 'always'),
  ],
  questions: {
    a: { text: 'A?', type: 'single', required: true, options: [{ code: 'yes', label: 'Yes' }], emergency_on: ['yes'] },
    b: { text: 'B?', type: 'multi', required: false, options: [] },
  },
  floors: [
    { code: '0', label: 'Arrivals', level: 0 },
    { code: '1', label: 'Departures', level: 1 },
  ],
  zones: {
    type: 'FeatureCollection',
    features: [
      zone('t1', 'Terminal 1, Departures', '1'),
      zone('b', 'Check-in B', '1', 't1'),
      zone('belt', 'Belt 3', '0'),
    ],
  },
} as unknown as Venue;

test('danger is warned of before anything is asked, and once', () => {
  const [danger, bag] = venue.tiles;
  draft.pickTile(danger!);
  expect(nextStep(draft, venue)).toBe('/report/emergency');
  draft.warned = true;
  expect(nextStep(draft, venue)).toBe('/report/where');
  draft.pickTile(bag!);
  expect(draft.category).toBe('item.unattended');
  expect(nextStep(draft, venue)).toBe('/report/where');
  draft.pickCategory('hazard.fire');
  expect(nextStep(draft, venue)).toBe('/report/emergency');
});

test('needed questions come first, unknown ones are left out', () => {
  expect(questionsFor(venue.categories[1], venue).map(({ code }) => code)).toEqual(['a', 'b']);
});

test('one alarming answer is enough', () => {
  expect(isAlarming(venue.questions['a']!, ['yes'])).toBe(true);
  expect(isAlarming(venue.questions['b']!, ['yes'])).toBe(false);
});

test('what exactly it is is asked once it is sent, and alarms by itself', () => {
  const sent = report();
  const kind = kindQuestion(sent, venue, 'Not sure')!;
  expect(kind.question.text).toBe('What is it?');
  expect(kind.question.options.map(({ label }) => label)).toEqual(['Fire or smoke', 'Not sure']);
  expect(isAlarming(kind.question, ['x'])).toBe(true);
  expect(isAlarming(kind.question, ['unsure'])).toBe(false);
  expect(givenTo(kind, sent)).toBeUndefined();
  const named = report(undefined, { amendments: [{ key: '1', state: 'waiting', body: { category: 'hazard.fire' } }] });
  expect(givenTo(kind, named)).toBe('x');
  const elsewhere = report(undefined, { body: { category: 'hazard.fire', place: {} } });
  expect(kindQuestion(elsewhere, venue, 'Not sure')).toBeUndefined();
});

test('later words count beside the first ones', () => {
  const told = report(undefined, {
    amendments: [
      { key: '1', state: 'sent', body: { category: 'hazard.fire' } },
      { key: '2', state: 'waiting', body: { answers: { a: 'yes' } } },
    ],
  });
  expect(categoryOf(told)).toBe('hazard.fire');
  expect(answersOf(told)).toEqual({ hot_hidden: 'yes', a: 'yes' });
});

test('a place is said as on the signs, the floor only once', () => {
  expect(placeWords({ zone: 'b' }, venue)).toBe('Check-in B, Departures');
  expect(placeWords({ zone: 't1' }, venue)).toBe('Terminal 1, Departures');
  expect(placeWords({ text: 'By the coffee bar' }, venue)).toBe('By the coffee bar');
  expect(placeWords({ lat: 54, lon: 4, floor: '0' }, venue)).toBe('Arrivals');
});

test('the list holds every zone, upper floors first, rooms under their hall', () => {
  expect(
    zonesByFloor(venue, '').map(({ label, zones }) => [label, zones.map(({ id, depth }) => `${depth}${id}`)]),
  ).toEqual([
    ['Departures', ['0t1', '1b']],
    ['Arrivals', ['0belt']],
  ]);
  expect(zonesByFloor(venue, 'CHECK').flatMap(({ zones }) => zones)).toHaveLength(1);
});

test('people find it in their own words, in any script', () => {
  const said = (words: string): Venue => ({
    ...venue,
    categories: [
      { ...venue.categories[1]!, words },
      { ...venue.categories[2]!, words: 'flames, burning' },
    ],
  });
  const first = (words: string, typed: string) => findCategories(said(words), typed)[0]?.category.code;
  expect(first('suitcase, luggage, left behind', 'someone left a suitcase')).toBe('item.unattended');
  expect(first('बैग, सूटकेस, छोड़ा हुआ', 'बैग')).toBe('item.unattended');
  expect(first('行李箱, 背包, 没人管的包', '有个行李箱没人管')).toBe('item.unattended');
  expect(first('حقيبة, شنطة', 'شنطة')).toBe('item.unattended');
  expect(findCategories(said('suitcase'), 'flames').map(({ category }) => category.code)).toEqual(['hazard.fire']);
});

test('everyday words find the register’s categories', () => {
  expect(findCategories(venue, 'bag')[0]?.category.code).toBe('item.unattended');
  expect(findCategories(venue, 'smoke')[0]?.category.code).toBe('hazard.fire');
  expect(findCategories(venue, 'zebra')).toEqual([]);
});

test('a sign is read from a link or from what was typed', () => {
  expect(plateCode('https://example.org/p/BV-T1-112?x=1')).toBe('BV-T1-112');
  expect(plateCode(' bv t1 112 ')).toBe('BV-T1-112');
});

test('a position that trembles asks nothing new, and a sign asks as it is', () => {
  const fix = (lat: number, lon: number, accuracy_m: number) => ({ lat, lon, accuracy_m, source: 'gps' as const });
  expect(asAsked(fix(53.999_511, 3.998_608, 17))).toEqual(fix(53.9995, 3.9986, 20));
  expect(asAsked(fix(53.999_513, 3.998_611, 12.4))).toEqual(asAsked(fix(53.999_511, 3.998_608, 17)));
  expect(asAsked(fix(53.999_7, 3.998_608, 17))).not.toEqual(asAsked(fix(53.999_511, 3.998_608, 17)));
  expect(asAsked({ plate: 'BV-T1-114', zone: 'z' })).toEqual({ plate: 'BV-T1-114', zone: 'z' });
});

test('what a check has answered goes with its own report, and not with the next one', () => {
  draft.begin();
  draft.pickCategory('hazard.fire');
  draft.answers = { a: 'yes' };
  draft.begin();
  expect(draft.answers).toBeUndefined();
});

test('places reported from before come newest first, each once, and never a bare position', () => {
  const made = (place: object, at = 'bayview') => ({
    ...report(),
    venue: at,
    local: '',
    body: { category: 'x', place },
  });
  const [first] = venue.zones.features;
  const zone = String(first?.id);
  const used = usedPlaces(
    [made({ zone }), made({ lat: 1, lon: 2 }), made({ zone: 'unheard-of' }), made({ zone }, 'other'), made({ zone })],
    { ...venue, plates: [] },
  );
  expect(used).toEqual([
    { place: { zone, source: 'list' }, name: expect.stringContaining(first!.properties.name), code: undefined },
  ]);
});
