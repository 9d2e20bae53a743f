import { expect, test, vi } from 'vitest';
import type { Venue } from '../../api/wire';
import { begunOf, bodyOf, stepOn } from './begun';
import { draft, type ChosenPlace } from './draft.svelte';
import { choose } from './search-choose';

vi.mock('../../router.svelte', () => ({ router: { go: () => undefined } }));

const venue = {
  id: 'bayview',
  tiles: [
    { code: 'danger', label: 'Danger now', category: 'danger.attack', danger: true },
    { code: 'bag', label: 'Bag or object', category: 'item.unattended' },
    { code: 'other', label: 'Something else', category: 'info.other' },
  ],
  categories: ['danger.attack', 'item.unattended', 'info.other'].map((code) => ({ code, emergency: 'never' })),
} as unknown as Venue;
const [danger, bag] = venue.tiles;
const chosen: ChosenPlace = { place: { zone: 'b', floor: '1', source: 'list' }, how: 'listed' };
const WORDS = 'A grey van, twice';

function anew() {
  draft.another();
  draft.moveTo(undefined);
}

test('a kind or a few letters are a draft, a place alone is none', () => {
  const begun = (more: Partial<Parameters<typeof bodyOf>[0]>) =>
    bodyOf(
      { category: undefined, narrative: '', answers: undefined, confidential: undefined, chosen: undefined, ...more },
      venue,
    );
  expect(begun({})).toBeUndefined();
  expect(begun({ chosen })).toBeUndefined();
  expect(begun({ narrative: ' ab ' })).toBeUndefined();
  expect(begun({ narrative: ' van ' })).toEqual({ category: 'info.other', place: {}, narrative: 'van' });
  expect(begun({ category: 'item.unattended' })).toEqual({ category: 'item.unattended', place: {} });
  expect(begun({ category: 'item.unattended', chosen })?.place).toEqual(chosen.place);
  expect(begun({ category: 'item.unattended', chosen: { ...chosen, how: 'kept' } })?.place).toEqual({});
});

test('what was begun is found again, with its tile and how its place was chosen', () => {
  const body = { category: 'item.unattended', place: chosen.place };
  expect(begunOf(body, venue)).toMatchObject({ tile: bag, category: 'item.unattended', narrative: '', chosen });
  expect(begunOf({ category: 'gone.kind', place: {}, narrative: WORDS }, venue)).toMatchObject({
    category: undefined,
    narrative: WORDS,
    chosen: undefined,
  });
  const how = (source: string) => begunOf({ ...body, place: { source } }, venue).chosen?.how;
  expect(['plate', 'qr', 'gps', 'words', 'picked'].map(how)).toEqual(['signed', 'signed', 'found', 'said', 'tapped']);
});

test('it goes on at what is missing: danger first, words where they are written', () => {
  anew();
  draft.pickTile(bag!);
  expect(stepOn(draft, venue)).toBe('/report/where');
  draft.pickTile(danger!);
  expect(stepOn(draft, venue)).toBe('/report/emergency');
  draft.say(WORDS);
  expect(stepOn(draft, venue)).toBe('/report/search');
  draft.pickCategory('info.other');
  draft.moveTo(chosen);
  expect(stepOn(draft, venue)).toBe('/report/where');
});

test('another tile is the same report, another report has a key of its own, and so has what follows a sent one', () => {
  anew();
  draft.pickTile(bag!);
  const key = draft.spend();
  draft.spent = undefined;
  draft.pickTile(danger!);
  expect(draft.key).toBe(key);
  draft.another();
  expect(draft.key).toBeUndefined();
  // A word that was searched for corrects it like a tile; after it was sent, either is about something else.
  draft.pickTile(bag!);
  draft.key = 'k-1';
  choose('danger.weapon', venue);
  expect([draft.key, draft.category]).toEqual(['k-1', 'danger.weapon']);
  draft.spend();
  choose('info.other', venue);
  expect(draft.key).toBeUndefined();
  draft.key = 'k-2';
  draft.spend();
  draft.pickTile(bag!);
  expect(draft.key).toBeUndefined();
  const sent = draft.spend();
  draft.begin();
  expect(draft.spend()).not.toBe(sent);
});

test('what is told in confidence never turns into something else under its key', () => {
  anew();
  draft.pickCategory('insider.shortcut');
  draft.confidential = { not_for: [], with_name: true };
  const key = (draft.key = crypto.randomUUID());
  expect(bodyOf(draft, venue)).toMatchObject({ confidential: { with_name: true } });
  draft.pickTile(bag!);
  expect(draft.key).not.toBe(key);
  expect(draft.confidential).toBeUndefined();
});
