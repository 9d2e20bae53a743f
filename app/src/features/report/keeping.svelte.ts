import { untrack } from 'svelte';
import { server } from '../../api/client';
import { venue as atHand } from '../../api/venue.svelte';
import type { Venue } from '../../api/wire';
import type { ReportBody } from '../../device/device';
import { forgetting } from '../../device/forgetting.svelte';
import { blank, held, MOST_DRAFTS, type HeldReport } from '../../device/held.svelte';
import { device } from '../../device/here';
import { begunOf, bodyOf } from './begun';
import { draft } from './draft.svelte';
import { asAsked } from './known.svelte';

/** Milliseconds a draft must stand still before it is written: whoever types is not written down letter by letter. */
const SETTLES_MS = 400;

let running = false;
/** What is about to be written, as it stood: another report may be begun meanwhile. */
let due:
  | {
      key: string;
      by: string | undefined;
      venue: string;
      body: ReportBody;
      print: string;
      timer: ReturnType<typeof setTimeout>;
    }
  | undefined;
let written = '';
/** The account of the badge that is here. */
let worn: string | undefined;
let home = { key: '', venue: '' };
/** The draft at hand was seen on this device. Once it is there no more, it was erased, or sent from another window. */
let seen: string | undefined;

/** From now on what is begun is kept by the outbox, quietly: a device that cannot keep it sends reports all the same. */
export function keep(): void {
  if (running) return;
  running = true;
  $effect.root(() => {
    $effect(look);
    $effect(follow);
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') write();
  });
  addEventListener('pagehide', write);
  device.outbox.onChange(() => void lookForBadge());
  void lookForBadge();
}

/** Two people may share a phone: what one began under their badge stays a draft of theirs when another comes, or they leave. */
async function lookForBadge(): Promise<void> {
  // A badge that cannot be read now is nobody's.
  const now = (await device.outbox.badge().catch(() => undefined))?.account;
  if (now === worn) return;
  worn = now;
  if (draft.by === undefined || draft.by === now) return untrack(look);
  write();
  draft.another();
}

/** Takes up what was begun; what is at hand now stays a draft of its own. */
export function takeUp(item: HeldReport, venue: Venue): void {
  // At hand it is fresher than on disk.
  if (item.key === draft.key && bodyOf(draft, venue)) return;
  draft.another();
  draft.key = seen = item.key;
  draft.by = item.by;
  Object.assign(draft, begunOf(item.body, venue));
}

/** Whenever what is at hand changes. */
export function look(): void {
  const venue = atHand.current;
  const body = venue && bodyOf(draft, venue);
  untrack(() => plan(venue, body));
}

/** Whenever what is kept changes: what is kept no more, and was not sent from here, is let go of. */
export function follow(): void {
  const isKept = held.drafts.some(({ key }) => key === draft.key);
  if (isKept) seen = draft.key;
  else if (seen && seen === draft.key && seen !== draft.spent) {
    draft.spend();
    untrack(() => draft.begin());
  }
}

function plan(venue: Venue | undefined, body: ReportBody | undefined): void {
  if (due && due.key !== draft.key) write();
  clearTimeout(due?.timer);
  due = undefined;
  if (!venue || !body) return;
  const key = (draft.key ??= crypto.randomUUID());
  const by = (draft.by ??= worn);
  // It stays where it was begun, whichever venue's report is looked at meanwhile.
  if (home.key !== key) home = { key, venue: venue.id };
  if (home.venue !== venue.id) return;
  // A position that only trembles is nothing new.
  const print = JSON.stringify([key, by, venue.id, { ...body, place: asAsked(body.place) }]);
  if (print !== written) due = { key, by, venue: venue.id, body, print, timer: setTimeout(write, SETTLES_MS) };
}

function write(): void {
  if (!due) return;
  const { key, by, venue, body, print, timer } = due;
  clearTimeout(timer);
  due = undefined;
  const known = held.drafts.find((one) => one.key === key);
  // None gives way unasked: the list says that there are too many.
  if (key === draft.spent || forgetting.on || (!known && held.drafts.length >= MOST_DRAFTS)) return;
  written = print;
  const named = { name: known?.draft?.name ?? '' };
  device.outbox.put({ ...blank(venue, server, key), ...(by && { by }), body, draft: named }).catch(() => undefined);
}
