import { contentDigest } from '../digest';
import type { AmendmentBody, Emergency, OutboxItem, OutboxPhoto, ReportBody } from '../device';
import { readAnswer, type Outcome } from './answer';
import { isOwed } from './join';
import { pauseMs } from './pace';
import type { Store } from './store';

/** Everything the sender needs from outside, so that tests script it and the service worker brings its own. */
export interface World {
  store: Store;
  fetch: typeof fetch;
  now: () => number;
  chance: () => number;
  uuid: () => string;
  changed: () => void;
  /** Puts a photo and tells how far it is; absent where nothing can tell (a service worker), then plain fetch. */
  upload?: (
    url: string,
    headers: Record<string, string>,
    content: Blob,
    progress: (sent: number) => void,
  ) => Promise<Response>;
}

/**
 * Sends what is due, text before photos, and returns when the next try is due. Whoever calls holds the lock: two tabs and
 * a service worker share one outbox and must never send the same thing at once.
 */
export async function sendDue(world: World, { eager = false } = {}): Promise<number | undefined> {
  const due = (await world.store.list()).filter((item) => isOwed(item) && isDue(item, world.now(), eager));
  for (const item of due) await guarded(world, item, sendReport);
  for (const item of due) await guarded(world, item, sendWords);
  for (const item of due) await guarded(world, item, sendPhotos);
  const rest = (await world.store.list()).filter(isOwed);
  const times = rest.map((item) => (item.next_try_at ? Date.parse(item.next_try_at) : world.now()));
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** `eager` (the network came back, a person asked) overrides our own patience, never the server's Retry-After. */
function isDue(item: OutboxItem, now: number, eager: boolean): boolean {
  if (!item.next_try_at || Date.parse(item.next_try_at) <= now) return true;
  return eager && !ASKED_TO_WAIT.has(item.last_error ?? '');
}
const ASKED_TO_WAIT = new Set(['rate_limited', 'unavailable', 'in_flight']);

/** Thrown inside one item's turn when it must wait; the others go on. */
class Later extends Error {}

async function guarded(
  world: World,
  item: OutboxItem,
  step: (world: World, item: OutboxItem) => Promise<void>,
): Promise<void> {
  const fresh = await world.store.change(item.key, () => undefined);
  if (!fresh || (fresh.next_try_at && fresh.next_try_at !== item.next_try_at)) return;
  try {
    await step(world, fresh);
  } catch (error) {
    if (!(error instanceof Later)) throw error;
  }
}

async function sendReport(world: World, item: OutboxItem): Promise<void> {
  if (item.state === 'sent') return;
  await save(world, item.key, (kept) => ({ ...kept, state: 'sending' }));
  const url = `${item.server}/api/v1/venues/${encodeURIComponent(item.venue)}/reports`;
  const plain = item.plain_key;
  const outcome = await send(world, url, 'POST', plain ?? item.key, plain ? bare(item.body) : item.body);
  if (outcome.kind === 'stored' && typeof outcome.body['receipt'] === 'string')
    return stored(world, item.key, outcome.body);
  if (outcome.kind === 'refused' && !plain) {
    // The words must arrive even if a detail is refused: category, place and text go alone, under a key of their own.
    const reduced = await save(world, item.key, (kept) => ({
      ...kept,
      last_error: outcome.code,
      plain_key: world.uuid(),
    }));
    return reduced && sendReport(world, reduced);
  }
  await wait(world, item.key, outcome, outcome.kind === 'refused' ? 'failed' : 'waiting');
}

async function stored(world: World, key: string, body: Record<string, unknown>): Promise<void> {
  await save(world, key, ({ next_try_at: _next, last_error: _error, ...kept }) => ({
    ...kept,
    state: 'sent',
    attempts: 0,
    receipt: String(body['receipt']),
    report_id: String(body['id']),
    received_at: String(body['received_at']),
    ...(isEmergency(body['emergency']) && { emergency: body['emergency'] }),
  }));
}

async function sendWords(world: World, item: OutboxItem): Promise<void> {
  if (item.state !== 'sent' || !item.report_id) return;
  const report = `${item.server}/api/v1/reports/${item.report_id}`;
  for (const part of item.amendments) await sendPart(world, item, 'amendments', part, report, 'PATCH');
  for (const part of item.messages) await sendPart(world, item, 'messages', part, `${report}/messages`, 'POST');
}

type Part = { key: string; body: AmendmentBody | { text: string }; state: string };

async function sendPart(
  world: World,
  item: OutboxItem,
  shelf: 'amendments' | 'messages',
  part: Part,
  url: string,
  method: string,
): Promise<void> {
  if (part.state === 'sent' || part.state === 'failed') return;
  const mark = (change: object, more: Partial<OutboxItem> = {}) =>
    save(world, item.key, (kept) => ({
      ...kept,
      ...more,
      [shelf]: kept[shelf].map((one) => (one.key === part.key ? { ...one, ...change } : one)),
    }));
  await mark({ state: 'sending' });
  const outcome = await send(world, url, method, part.key, part.body, item.receipt);
  if (outcome.kind === 'stored') {
    const emergency = outcome.body['emergency'];
    return void (await mark({ state: 'sent' }, isEmergency(emergency) && emergency.show ? { emergency } : {}));
  }
  // A refused answer must not hold back the next one; it stays here and says that it did not go.
  if (outcome.kind === 'refused') return void (await mark({ state: 'failed', last_error: outcome.code }));
  await mark({ state: 'waiting' });
  await wait(world, item.key, outcome);
}

async function sendPhotos(world: World, item: OutboxItem): Promise<void> {
  if (item.state !== 'sent' || !item.report_id) return;
  for (const photo of item.photos) {
    if (photo.state !== 'sent' && photo.state !== 'failed') await sendPhoto(world, item, photo);
  }
}

async function sendPhoto(world: World, item: OutboxItem, photo: OutboxPhoto): Promise<void> {
  const content = await world.store.photo(item.key, photo.id, photo.media_type);
  const mark = (change: Partial<OutboxPhoto>) =>
    save(world, item.key, (kept) => ({
      ...kept,
      photos: kept.photos.map((one) => (one.id === photo.id ? { ...one, ...change } : one)),
    }));
  if (!content) return void (await mark({ state: 'failed', last_error: 'bytes_gone' }));
  await mark({ state: 'sending', sent_bytes: 0 });
  const headers = {
    Authorization: `Receipt ${item.receipt}`,
    'Content-Type': photo.media_type,
    'Content-Digest': contentDigest(photo.sha256),
  };
  const url = `${item.server}/api/v1/reports/${item.report_id}/photos/${photo.id}`;
  const put = () =>
    world.upload?.(url, headers, content, (sent_bytes) => void mark({ sent_bytes })) ??
    world.fetch(url, { method: 'PUT', headers, body: content, credentials: 'omit' });
  const outcome = await answered(world, put);
  if (outcome.kind === 'stored') {
    await mark({ state: 'sent', sent_bytes: photo.bytes });
    await world.store.removePhoto(item.key, photo.id);
    return;
  }
  if (outcome.kind === 'refused') return void (await mark({ state: 'failed', last_error: outcome.code }));
  await mark({ state: 'waiting' });
  await wait(world, item.key, outcome);
}

function send(
  world: World,
  url: string,
  method: string,
  key: string,
  body: unknown,
  receipt?: string,
): Promise<Outcome> {
  const headers = {
    'Content-Type': 'application/json',
    Accept: 'application/json',
    'Idempotency-Key': key,
    ...(receipt && { Authorization: `Receipt ${receipt}` }),
  };
  return answered(world, () => world.fetch(url, { method, headers, body: JSON.stringify(body), credentials: 'omit' }));
}

async function answered(world: World, ask: () => Promise<Response>): Promise<Outcome> {
  try {
    return await readAnswer(await ask(), world.now());
  } catch {
    return { kind: 'later', code: 'no_signal' };
  }
}

/** Writes down when to try again, and ends this item's turn. */
async function wait(world: World, key: string, outcome: Outcome, state?: OutboxItem['state']): Promise<never> {
  const code = outcome.kind === 'stored' ? 'unexpected_answer' : outcome.code;
  await save(world, key, (kept) => {
    const attempts = kept.attempts + 1;
    const asked = outcome.kind === 'later' ? outcome.afterMs : undefined;
    const pause = asked ?? pauseMs(outcome.kind === 'refused' ? 9 : attempts, world.chance());
    const next_try_at = new Date(world.now() + pause).toISOString();
    return { ...kept, ...(state && { state }), attempts, last_error: code, next_try_at };
  });
  throw new Later(code);
}

async function save(
  world: World,
  key: string,
  change: (item: OutboxItem) => OutboxItem,
): Promise<OutboxItem | undefined> {
  const saved = await world.store.change(key, (kept) => kept && change(kept));
  world.changed();
  return saved;
}

function bare({ category, place, narrative }: ReportBody): ReportBody {
  return { category, place, ...(narrative && { narrative }) };
}

function isEmergency(value: unknown): value is Emergency {
  return typeof value === 'object' && value !== null && 'show' in value && 'number' in value;
}
