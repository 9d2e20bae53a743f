import { beforeEach, expect, test, vi } from 'vitest';
import { venue as atHand } from '../../api/venue.svelte';
import type { Venue } from '../../api/wire';
import type { Badge, OutboxItem } from '../../device/device';
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
  let badge: Badge | undefined;
  const outbox = {
    badge: async () => badge,
    keepBadge: async (next: Badge | undefined) => ((badge = next), tell()),
    put: async (item: OutboxItem) => (items.set(item.key, join(items.get(item.key), item)), tell()),
    remove: async (key: string) => (items.delete(key), tell()),
    list: async () => [...items.values()],
    onChange: (listener: () => void) => void listeners.push(listener),
  };
  return { device: { outbox } };
});

const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
beforeEach(() => {
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', () => {});
});
/** As when the app goes into the background. */
function dispatchHidden(): void {
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  page.visibilityState = 'visible';
}

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
  atHand.current = venue;
  keep();
  // In the page these are effects.
  const hide = async () => {
    look();
    dispatchHidden();
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

test('what somebody began under their badge is nobody else’s to go on with', async () => {
  const settled = () => new Promise((read) => setTimeout(read, 20));
  const wear = async (account: string | undefined) => {
    await device.outbox.keepBadge(account === undefined ? undefined : ({ account } as Badge));
    await settled();
  };
  const write = async () => {
    look();
    dispatchHidden();
    await settled();
    await held.refresh();
  };
  for (const { key } of await device.outbox.list()) await device.outbox.remove(key);
  atHand.current = venue;
  draft.another();
  await wear('alice');
  draft.say('A colleague opens the gate');
  await write();
  expect(held.drafts).toMatchObject([{ by: 'alice', body: { narrative: 'A colleague opens the gate' } }]);
  const { key } = draft;

  // Signed out it is let go of, and stays hers; the next begins something of their own.
  await wear(undefined);
  expect([draft.key, draft.narrative]).toEqual([undefined, '']);
  await wear('bob');
  draft.say('Another thing');
  await write();
  expect(held.drafts.map(({ by, body }) => [by, body.narrative]).sort()).toEqual([
    ['alice', 'A colleague opens the gate'],
    ['bob', 'Another thing'],
  ]);

  await wear('alice');
  expect(draft.key).toBeUndefined();
  takeUp(
    held.drafts.find((one) => one.key === key)!,
    venue,
  );
  expect(draft).toMatchObject({ key, by: 'alice', narrative: 'A colleague opens the gate' });
});
