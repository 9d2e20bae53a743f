import { expect, test, vi } from 'vitest';
import { venue as atHand } from '../../api/venue.svelte';
import type { Venue } from '../../api/wire';
import type { OutboxItem } from '../../device/device';
import { forgetting } from '../../device/forgetting.svelte';
import { held, MOST_DRAFTS } from '../../device/held.svelte';
import { device } from '../../device/here';
import { draft } from './draft.svelte';
import { follow, keep, look, takeUp } from './keeping.svelte';

/** An outbox that keeps and joins like any other, and sends nothing. */
vi.mock('../../device/here', async () => {
  const { join } = await import('../../device/outbox/join');
  const items = new Map<string, OutboxItem>();
  const listeners: (() => void)[] = [];
  const tell = () => listeners.forEach((hear) => hear());
  const outbox = {
    put: async (item: OutboxItem) => (items.set(item.key, join(items.get(item.key), item)), tell()),
    remove: async (key: string) => (items.delete(key), tell()),
    list: async () => [...items.values()],
    onChange: (listener: () => void) => void listeners.push(listener),
  };
  return { device: { outbox } };
});

const venue = {
  id: 'bayview',
  tiles: [
    { code: 'bag', label: 'Bag or object', category: 'item.unattended' },
    { code: 'other', label: 'Something else', category: 'info.other' },
  ],
  categories: ['item.unattended', 'info.other'].map((code) => ({ code, emergency: 'never' })),
} as unknown as Venue;
const chosen = { place: { zone: 'b', floor: '1', source: 'list' }, how: 'listed' as const };
const WORDS = 'A grey van, twice';

test('the outbox keeps what was begun, each under its own key, and never after it was sent', async () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', () => {});
  atHand.current = venue;
  keep();
  // In the page these are effects.
  const hide = async () => {
    look();
    page.visibilityState = 'hidden';
    page.dispatchEvent(new Event('visibilitychange'));
    page.visibilityState = 'visible';
    await new Promise((written) => setTimeout(written, 20));
    await held.refresh();
    follow();
  };
  const bodies = () => held.drafts.map(({ body }) => body);

  draft.pickTile(venue.tiles[0]!);
  await hide();
  expect(bodies()).toEqual([{ category: 'item.unattended', place: {} }]);
  expect([held.reports, held.unsent]).toEqual([[], 0]);
  draft.moveTo(chosen);
  await hide();
  expect(bodies()).toEqual([{ category: 'item.unattended', place: chosen.place }]);

  // A second one leaves the first, also what was not written yet.
  draft.moveTo({ place: { text: 'By the bar', source: 'words' }, how: 'said' });
  look();
  draft.another();
  draft.say(WORDS);
  await hide();
  expect(bodies().map(({ category, place }) => [category, place.text])).toEqual([
    ['item.unattended', 'By the bar'],
    ['info.other', 'By the bar'],
  ]);

  const [first, second] = held.drafts;
  await device.outbox.put({ ...first!, draft: { name: 'Grey case' } });
  await held.refresh();
  takeUp(held.drafts[0]!, venue);
  expect(draft).toMatchObject({ tile: venue.tiles[0], category: 'item.unattended', chosen: { how: 'said' } });
  draft.moveTo(chosen);
  await hide();
  expect(held.drafts[0]).toMatchObject({
    key: first!.key,
    draft: { name: 'Grey case' },
    body: { place: chosen.place },
  });

  // Sent under its key, it is a report and no draft; what was still to be written is not.
  draft.moveTo(undefined);
  look();
  await held.file('bayview', '', { category: 'item.unattended', place: chosen.place }, { key: draft.spend() });
  draft.begin();
  await hide();
  expect(held.drafts.map(({ key }) => key)).toEqual([second!.key]);
  expect(held.reports).toMatchObject([{ key: first!.key, body: { place: chosen.place } }]);

  // What was erased is let go of.
  takeUp(held.drafts[0]!, venue);
  await hide();
  await device.outbox.remove(second!.key);
  await held.refresh();
  follow();
  expect([draft.narrative, draft.key]).toEqual(['', undefined]);
  await hide();
  expect(held.drafts).toEqual([]);

  // It stays where it was begun.
  draft.say(WORDS);
  await hide();
  atHand.current = { ...venue, id: 'harbour' };
  draft.say('Another');
  await hide();
  expect(held.drafts).toMatchObject([{ venue: 'bayview', body: { narrative: WORDS } }]);
  await device.outbox.remove(held.drafts[0]!.key);
  await held.refresh();
  follow();
  atHand.current = venue;

  forgetting.on = true;
  draft.pickTile(venue.tiles[0]!);
  await hide();
  expect(held.drafts).toEqual([]);
  forgetting.on = false;

  for (let count = 0; count < MOST_DRAFTS + 1; count++) {
    draft.another();
    draft.say(`${WORDS} ${count}`);
    await hide();
  }
  expect(held.drafts).toHaveLength(MOST_DRAFTS);
  vi.unstubAllGlobals();
});
