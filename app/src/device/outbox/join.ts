import type { OutboxAmendment, OutboxItem, OutboxPhoto, ReportBody, SendState } from '../device';
import type { Lane } from './lock';

/** How much of a report is offered after the whole: see `trial`. */
export type Trial = 'short' | 'whole_again';

/** An item as it stands on disk: what every screen knows, and what only sending needs. */
export interface Kept extends OutboxItem {
  /**
   * Exactly what was, or is about to be, sent under the key. Written before the first byte leaves: the server knows a
   * report by its key and its body, so a replay must say the same, whatever was added since.
   */
  as_sent?: object;
  /** `short` after a lasting refusal; `whole_again` if the server then says that it holds something else under this key. */
  trial?: Trial;
  /** Until when the server asked to be left alone. "Send now" overrides our own patience, never this. */
  asked_until?: string;
  /** Photos wait at their own pace: a picture that will not go must not hold back words. */
  photo_attempts?: number;
  photos_not_before?: string;
  photos_asked_until?: string;
  /** Its reporter took it back before it left: it is about to be erased, and never sent. */
  taken_back?: boolean;
}

/** `put` joins: what is new is appended, what is known keeps its progress. Nothing a sender wrote is ever undone. */
export function join(kept: Kept | undefined, put: OutboxItem): Kept {
  const said = settled(put);
  if (!kept) return said;
  if (kept.draft) return { ...redrafted(kept, said), photos: append(kept.photos, said.photos, ({ id }) => id) };
  const opened = kept.state !== 'sent' && said.state === 'sent' && said.receipt ? receiptOf(said) : {};
  return {
    ...kept,
    ...opened,
    photos: append(kept.photos, said.photos, ({ id }) => id),
    amendments: append(kept.amendments, said.amendments, ({ key }) => key),
    messages: append(kept.messages, said.messages, ({ key }) => key),
    // Something new to say is worth a try at once.
    next_try_at: kept.asked_until,
  };
}

/** Nothing of a draft has left, so that it may be said in other words, for another venue, or be sent now. */
function redrafted({ draft: _draft, by: _by, forget_after: _forget, ...kept }: Kept, said: OutboxItem): Kept {
  const { body, venue, server, created_at, draft, by, forget_after } = said;
  const wished = { ...(draft && { draft }), ...(by && { by }), ...(forget_after && { forget_after }) };
  return { ...kept, body, venue, server, created_at, ...wished };
}

/** What waits for somebody's badge goes without a name. */
export function unnamed({ by: _by, last_error: _error, ...kept }: Kept): Kept {
  return { ...kept, next_try_at: kept.asked_until };
}

/**
 * Everything is offered again at once: somebody pressed "Send now", or the network came back. Only a person lets go
 * (`release`) what is held for them.
 */
export function hurried(kept: Kept, lane: Lane, release = true): Kept {
  // Under the lane's lock nobody else sends: what says `sending` was cut off.
  const again = <Part extends { state: SendState }>(part: Part): Part =>
    part.state === 'failed' || part.state === 'sending' ? { ...part, state: 'waiting' } : part;
  if (lane === 'photos') {
    const free = ({ hold_until: _held, ...photo }: OutboxPhoto): OutboxPhoto => photo;
    const photos = kept.photos.map((photo) => again(release ? free(photo) : photo));
    return { ...kept, photos_not_before: kept.photos_asked_until, photos };
  }
  return {
    ...again(kept),
    next_try_at: kept.asked_until,
    amendments: kept.amendments.map(again),
    messages: kept.messages.map(again),
  };
}

/** Taken back: what has not begun to leave never will; what has is followed by words that say so. */
export function takenBack(kept: Kept, amendment: OutboxAmendment): Kept {
  if (kept.state !== 'sent' && !kept.as_sent) return { ...kept, taken_back: true };
  return join(kept, { ...kept, amendments: [amendment] });
}

/** What is still owed to the server for this item. Photos wait for their report's receipt. */
export function isOwed(item: Kept, lane: Lane): boolean {
  if (item.taken_back || item.draft) return false;
  const waits = ({ state }: { state: SendState }) => state === 'waiting' || state === 'sending';
  if (lane === 'photos') return item.state === 'sent' && item.photos.some(waits);
  return item.state !== 'sent' || item.amendments.some(waits) || item.messages.some(waits);
}

export function notBefore(item: Kept, lane: Lane): string | undefined {
  if (lane === 'words') return item.next_try_at;
  const waiting = item.photos.filter(({ state }) => state === 'waiting' || state === 'sending');
  if (waiting.some(({ hold_until }) => !hold_until)) return item.photos_not_before;
  const held = waiting.flatMap(({ hold_until }) => hold_until ?? []).sort()[0];
  return [held, item.photos_not_before].filter(Boolean).sort().at(-1);
}

/** When nothing is owed any more and its reporter wished so: from when on it is erased. */
export function forgottenFrom(item: Kept): string | undefined {
  return isOwed(item, 'words') || isOwed(item, 'photos') ? undefined : item.forget_after;
}

/** Whether a photo is kept back at this moment. */
export function isHeld({ hold_until }: OutboxPhoto, now: number): boolean {
  return hold_until !== undefined && Date.parse(hold_until) > now;
}

/** As screens see it. */
export function shown({
  as_sent: _sent,
  trial: _trial,
  asked_until: _asked,
  taken_back: _back,
  ...kept
}: Kept): OutboxItem {
  const { photo_attempts: _attempts, photos_asked_until: _until, photos_not_before, next_try_at, ...item } = kept;
  const next = isOwed(kept, 'words') ? next_try_at : photos_not_before;
  return { ...item, ...(next && { next_try_at: next }) };
}

/**
 * The body for this trial, with the photos that are here already declared, so that the desk knows what is to come. One that is
 * held may still become another, and is not promised.
 */
export function bodyOf({ body, photos, trial }: Kept): object {
  if (trial === 'short') return short(body);
  const declared = photos.filter(({ sha256, of, hold_until }) => sha256 && !of && !hold_until);
  if (declared.length === 0) return body;
  return {
    ...body,
    photos: declared.map(({ id, media_type, bytes, sha256 }) => ({ id, media_type, bytes, sha256 })),
  };
}

/** Who must not see it and that it is an exercise are no details: without them it would be another report. */
function short({ category, place, narrative, confidential, drill }: ReportBody): ReportBody {
  return {
    category,
    place,
    ...(narrative && { narrative }),
    ...(confidential && { confidential }),
    ...(drill && { drill }),
  };
}

function receiptOf({ state, receipt, report_id, received_at, emergency }: OutboxItem): Partial<OutboxItem> {
  return { state, receipt, report_id, received_at, emergency };
}

/** `sending` is a moment's display; what is put waits. */
function settled(item: OutboxItem): OutboxItem {
  const wait = <Part extends { state: SendState }>(part: Part): Part =>
    part.state === 'sending' ? { ...part, state: 'waiting' } : part;
  return {
    ...wait(item),
    photos: item.photos.map(wait),
    amendments: item.amendments.map(wait),
    messages: item.messages.map(wait),
  };
}

function append<Part>(kept: Part[], put: Part[], name: (part: Part) => string): Part[] {
  const known = new Set(kept.map(name));
  return [...kept, ...put.filter((part) => !known.has(name(part)))];
}
