import { contentDigest } from '../digest';
import type { AmendmentBody, Emergency, OutboxItem, OutboxMessage, OutboxPhoto } from '../device';
import { readAnswer, type Outcome } from './answer';
import { bodyOf, forgottenFrom, hurried, isHeld, isOwed, notBefore, unnamed, type Kept, type Trial } from './join';
import type { Lane } from './lock';
import { pauseMs, refusedPauseMs } from './pace';
import type { Store } from './store';
import { solve } from './work';

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

// A connection that says nothing any more must not hold the lane for ever.
const WORDS_MS = 45_000;
const PHOTO_MS = 600_000;

/**
 * Sends what is due in a lane and returns when the next try is due. Whoever calls holds the lane's lock: two tabs and a
 * service worker share one outbox and must never send the same thing at once.
 */
export async function sendDue(world: World, lane: Lane): Promise<number | undefined> {
  const due = (await world.store.list()).filter((item) => isOwed(item, lane) && isDue(item, lane, world.now()));
  const steps = lane === 'words' ? [sendReport, sendWords] : [sendPhotos];
  for (const step of steps) for (const { key } of due) await guarded(world, key, lane, step);
  const all = await world.store.list();
  const rest = all.filter((item) => isOwed(item, lane));
  const times = rest.map((item) => Date.parse(notBefore(item, lane) ?? '') || world.now());
  if (lane === 'photos') times.push(...(await forget(world, all)));
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** Erases what is sent and was to be forgotten; answers when the rest will be. */
async function forget(world: World, all: Kept[]): Promise<number[]> {
  const wished = all.flatMap((item) => {
    const from = forgottenFrom(item);
    return from === undefined ? [] : [{ key: item.key, at: Date.parse(from) }];
  });
  for (const { key } of wished.filter(({ at }) => at <= world.now())) {
    await world.store.remove(key);
    world.changed();
  }
  return wished.map(({ at }) => at).filter((at) => at > world.now());
}

/**
 * Everything that waits or was refused in a lane is due again, except where the server asked for time. Under the lane's
 * lock, as `sendDue`: a try that was on its way when "Send now" was pressed may have failed and decided to wait.
 */
export async function hurry(world: World, lane: Lane, release = true): Promise<void> {
  for (const item of await world.store.list()) {
    const isAtRest = JSON.stringify(hurried(item, lane, release)) === JSON.stringify(item);
    if (!isAtRest) await save(world, item.key, (kept) => hurried(kept, lane, release));
  }
}

function isDue(item: Kept, lane: Lane, now: number): boolean {
  const at = notBefore(item, lane);
  return !at || Date.parse(at) <= now;
}

/** Thrown inside one item's turn when it must wait; the others go on. */
class Later extends Error {}

type Step = (world: World, item: Kept) => Promise<void>;

async function guarded(world: World, key: string, lane: Lane, step: Step): Promise<void> {
  const fresh = await world.store.get(key);
  if (!fresh || !isDue(fresh, lane, world.now())) return;
  try {
    await step(world, fresh);
  } catch (error) {
    if (!(error instanceof Later)) throw error;
  }
}

async function sendReport(world: World, { key, state }: Kept): Promise<void> {
  if (state === 'sent') return;
  const named = await signed(world, key);
  if (named === undefined) return;
  const item = await save(world, key, (kept) =>
    kept.taken_back ? kept : { ...kept, state: 'sending', as_sent: kept.as_sent ?? bodyOf(kept) },
  );
  if (!item || item.taken_back) return;
  const url = `${item.server}/api/v1/venues/${encodeURIComponent(item.venue)}/reports`;
  const outcome = await send(world, url, 'POST', key, item.as_sent, named);
  if (outcome.kind === 'stored' && typeof outcome.body['receipt'] === 'string') return stored(world, key, outcome.body);
  if (outcome.kind === 'refused') return refused(world, item, outcome.code);
  const refusedName = named && outcome.kind === 'later' && outcome.code === 'unauthorized';
  if (refusedName && mayGoUnnamed(item)) {
    await save(world, key, unnamed);
    return sendReport(world, { ...item, state: 'waiting' });
  }
  const why = refusedName ? { ...outcome, code: SIGN_IN_NEEDED } : outcome;
  await wait(world, key, why, (kept) => ({ ...kept, state: 'waiting' }));
}

/** It goes under somebody's name, and their badge is not here or no longer good. */
export const SIGN_IN_NEEDED = 'sign_in_needed';

/** Danger to life waits for no name. What is told in confidence, or for practice, is nothing without one. */
function mayGoUnnamed({ body }: OutboxItem): boolean {
  return body.category.startsWith('danger.') && !body.confidential && !body.drill;
}

/** What proves whose report it is; empty for nobody's. It waits, and has not begun to leave, without the right badge. */
async function signed(world: World, key: string): Promise<string | undefined> {
  const item = await world.store.get(key);
  if (!item || item.draft) return undefined;
  if (!item.by) return '';
  // One that cannot be opened is as good as none: nothing else waits for it.
  const badge = await world.store.badge().catch(() => undefined);
  if (badge?.account === item.by) return `Bearer ${badge.token}`;
  if (mayGoUnnamed(item)) return '';
  return wait(world, key, { kind: 'later', code: SIGN_IN_NEEDED }, (kept) => kept);
}

async function stored(world: World, key: string, body: Record<string, unknown>): Promise<void> {
  await save(world, key, ({ next_try_at: _next, asked_until: _asked, last_error: _error, ...kept }) => ({
    ...kept,
    state: 'sent',
    attempts: 0,
    receipt: String(body['receipt']),
    report_id: String(body['id']),
    received_at: String(body['received_at']),
    ...(isEmergency(body['emergency']) && { emergency: body['emergency'] }),
    ...(kept.trial === 'short' && { amendments: [...leftOut(world, kept), ...kept.amendments] }),
  }));
}

/** What was left out may still be welcome by itself; if it is what was refused, it stays here and says so. */
function leftOut(world: World, { body: { answers } }: Kept): OutboxItem['amendments'] {
  return answers ? [{ key: world.uuid(), body: { answers }, state: 'waiting' }] : [];
}

/** The words must arrive even if a detail is refused: then category, place and text go alone. */
async function refused(world: World, item: Kept, code: string): Promise<void> {
  const trial = nextTrial(item.trial, code);
  const change = (kept: Kept): Kept => ({ ...kept, last_error: code, attempts: kept.attempts + 1 });
  if (trial) {
    const other = await save(world, item.key, (kept) => ({
      ...change(kept),
      trial,
      as_sent: bodyOf({ ...kept, trial }),
    }));
    return other && sendReport(world, other);
  }
  const next_try_at = later(world, refusedPauseMs(world.chance()));
  await save(world, item.key, ({ asked_until: _asked, ...kept }) => ({
    ...change(kept),
    state: 'failed',
    next_try_at,
  }));
  throw new Later(code);
}

/** A 4xx has stored nothing, so the same key may carry another body, and nothing can arrive twice. */
function nextTrial(trial: Trial | undefined, code: string): Trial | undefined {
  if (!trial) return code === 'key_reused' ? undefined : 'short';
  return trial === 'short' && code === 'key_reused' ? 'whole_again' : undefined;
}

async function sendWords(world: World, item: Kept): Promise<void> {
  if (item.state !== 'sent' || !item.report_id) return;
  const report = `${item.server}/api/v1/reports/${item.report_id}`;
  for (const part of item.amendments) await sendPart(world, item, 'amendments', part, report, 'PATCH');
  for (const part of item.messages) await sendPart(world, item, 'messages', part, `${report}/messages`, 'POST');
}

type Part = { key: string; body: AmendmentBody | OutboxMessage['body']; state: string };

async function sendPart(
  world: World,
  item: Kept,
  shelf: 'amendments' | 'messages',
  part: Part,
  url: string,
  method: string,
): Promise<void> {
  if (part.state === 'sent' || part.state === 'failed') return;
  const marked = (kept: Kept, change: object): Kept => ({
    ...kept,
    [shelf]: kept[shelf].map((one) => (one.key === part.key ? { ...one, ...change } : one)),
  });
  const mark = (change: object, more: Partial<Kept> = {}) =>
    save(world, item.key, (kept) => ({ ...marked(kept, change), ...more }));
  await mark({ state: 'sending' });
  const outcome = await send(world, url, method, part.key, part.body, `Receipt ${item.receipt}`);
  const settled = { attempts: 0, last_error: undefined, next_try_at: undefined, asked_until: undefined };
  if (outcome.kind === 'stored') {
    // What was added may have made it an emergency; it never makes it less of one.
    const emergency = outcome.body['emergency'];
    const more = isEmergency(emergency) && emergency.show ? { emergency } : {};
    return void (await mark({ state: 'sent', last_error: undefined }, { ...settled, ...more }));
  }
  // A refused answer must not hold back the next one; it stays here and says that it did not go.
  if (outcome.kind === 'refused') return void (await mark({ state: 'failed', last_error: outcome.code }, settled));
  await wait(world, item.key, outcome, (kept) => marked(kept, { state: 'waiting' }));
}

async function sendPhotos(world: World, item: Kept): Promise<void> {
  if (item.state !== 'sent' || !item.report_id) return;
  for (const photo of item.photos) {
    const isSettled = photo.state === 'sent' || photo.state === 'failed';
    if (!isSettled && !isHeld(photo, world.now())) await sendPhoto(world, item, photo);
  }
}

async function sendPhoto(world: World, item: Kept, photo: OutboxPhoto): Promise<void> {
  const content = await world.store.photo(item.key, photo.id, photo.media_type);
  const mark = (change: Partial<OutboxPhoto>, more: Partial<Kept> = {}) =>
    save(world, item.key, (kept) => ({
      ...kept,
      ...more,
      photos: kept.photos.map((one) => (one.id === photo.id ? { ...one, ...change } : one)),
    }));
  if (!content) return void (await mark({ state: 'failed', last_error: 'bytes_gone' }));
  await mark({ state: 'sending', sent_bytes: 0 });
  const headers = {
    Authorization: `Receipt ${item.receipt}`,
    'Content-Type': photo.media_type,
    // Always said, because a report sent short of its declarations has declared no photo.
    'Content-Digest': contentDigest(photo.sha256),
    ...(photo.claims && { 'X-Original-Digest': contentDigest(photo.claims) }),
  };
  const url = `${item.server}/api/v1/reports/${item.report_id}/photos/${pathOf(photo)}`;
  const put = () =>
    world.upload?.(url, headers, content, (sent_bytes) => void mark({ sent_bytes })) ??
    world.fetch(url, { method: 'PUT', headers, body: content, credentials: 'omit', ...within(PHOTO_MS) });
  const tell = (sent_bytes: number) => mark({ sent_bytes });
  const { outcome, went } = photo.in_parts
    ? await sendParts(world, url, headers, content, tell)
    : { outcome: await answered(world, put), went: false };
  const settled = { photo_attempts: 0, photos_not_before: undefined, photos_asked_until: undefined };
  if (outcome.kind === 'stored') {
    await mark({ state: 'sent', sent_bytes: photo.bytes, last_error: undefined }, settled);
    // Only now, with the 201 on disk, do the bytes go.
    await world.store.removePhoto(item.key, photo.id);
    return;
  }
  if (outcome.kind === 'refused') return void (await mark({ state: 'failed', last_error: outcome.code }, settled));
  // A line that carried something is a line that works: it is asked again soon.
  const attempts = went ? 1 : (item.photo_attempts ?? 0) + 1;
  const [photos_not_before, photos_asked_until] = nextTry(world, attempts, outcome);
  const broke = outcome.code === 'no_signal' && content.size > PART_BYTES;
  await mark(
    { state: 'waiting', last_error: outcome.code, ...(broke && { in_parts: true }) },
    { photo_attempts: attempts, photos_not_before, photos_asked_until },
  );
  throw new Later(outcome.code);
}

/** How much goes at once where the line breaks: little enough to be through before it does. */
const PART_BYTES = 128 * 1024;

/**
 * What the server has of a photo it keeps; only the rest goes, part by part, and in the end the word that it is whole.
 * Answers whether anything went. A server that knows no parts gets the whole again.
 */
async function sendParts(
  world: World,
  url: string,
  headers: Record<string, string>,
  content: Blob,
  tell: (sent: number) => Promise<unknown>,
): Promise<{ outcome: Outcome; went: boolean }> {
  const [path, query = ''] = url.split('?');
  const isOriginal = path!.endsWith('/original');
  const parts = `${isOriginal ? path!.slice(0, -'/original'.length) : path}/parts`;
  const track = isOriginal ? '?original=true' : '';
  const authorization = { Authorization: headers['Authorization']! };
  const ask = (method: string, at: string, more: RequestInit = {}) =>
    world.fetch(at, { method, headers: authorization, credentials: 'omit', ...within(WORDS_MS), ...more });

  let went = false;
  try {
    const here = await ask('GET', `${parts}${track}`);
    let offset = here.ok ? await offsetOf(here) : undefined;
    while (offset !== undefined && offset < content.size) {
      const body = content.slice(offset, offset + PART_BYTES, 'application/octet-stream');
      const answer = await ask('PUT', `${parts}/${offset}${track}`, { body });
      if (answer.status !== 201) return { outcome: await readAnswer(answer, world.now()), went };
      const next = await offsetOf(answer);
      if (next === undefined || next <= offset) return { outcome: { kind: 'later', code: 'unexpected_answer' }, went };
      [offset, went] = [next, true];
      await tell(offset);
    }
    // A server without parts says 404 or 405 to the question, and takes the photo as it always did.
    const whole = offset === undefined ? { body: content } : {};
    const last = `${path}?${[query, offset === undefined ? '' : 'parts=true'].filter(Boolean).join('&')}`;
    const answer = await ask('PUT', last.replace(/\?$/, ''), { headers, ...whole, ...within(PHOTO_MS) });
    return { outcome: await readAnswer(answer, world.now()), went };
  } catch {
    return { outcome: { kind: 'later', code: 'no_signal' }, went };
  }
}

async function offsetOf(answer: Response): Promise<number | undefined> {
  const told = (await answer.json().catch(() => ({}))) as { offset?: unknown };
  return typeof told.offset === 'number' ? told.offset : undefined;
}

function pathOf({ id, of, alone, media }: OutboxPhoto): string {
  const said = [alone && 'alone=true', media && `media=${media}`].filter(Boolean).join('&');
  return of ? `${of}/original${said && `?${said}`}` : id;
}

async function send(
  world: World,
  url: string,
  method: string,
  key: string,
  body: unknown,
  authorization: string,
): Promise<Outcome> {
  const headers = {
    'Content-Type': 'application/json',
    Accept: 'application/json',
    'Idempotency-Key': key,
    ...(authorization && { Authorization: authorization }),
  };
  const content = JSON.stringify(body);
  const ask = (more: Record<string, string>) =>
    answered(world, () =>
      world.fetch(url, {
        method,
        headers: { ...headers, ...more },
        body: content,
        credentials: 'omit',
        ...within(WORDS_MS),
      }),
    );
  const outcome = await ask({});
  if (outcome.kind !== 'later' || outcome.challenge === undefined) return outcome;
  // A flood. Where the work takes longer than the wait it saves, the wait it is.
  const until = world.now() + (outcome.afterMs ?? 0);
  const proof = await solve(outcome.challenge, until, world.now).catch(() => undefined);
  return proof === undefined ? outcome : ask({ 'X-Proof': proof });
}

/** Older browsers cannot end a request by themselves; there the system does it, later. */
function within(ms: number): { signal?: AbortSignal } {
  return 'timeout' in AbortSignal ? { signal: AbortSignal.timeout(ms) } : {};
}

async function answered(world: World, ask: () => Promise<Response>): Promise<Outcome> {
  try {
    return await readAnswer(await ask(), world.now());
  } catch {
    return { kind: 'later', code: 'no_signal' };
  }
}

type Unsettled = Exclude<Outcome, { kind: 'refused' }>;

/** Writes down when to try the words again, and ends this item's turn. */
async function wait(world: World, key: string, outcome: Unsettled, change: (kept: Kept) => Kept): Promise<never> {
  const last_error = outcome.kind === 'later' ? outcome.code : 'unexpected_answer';
  await save(world, key, (kept) => {
    const attempts = kept.attempts + 1;
    const [next_try_at, asked_until] = nextTry(world, attempts, outcome);
    return { ...change(kept), attempts, last_error, next_try_at, asked_until };
  });
  throw new Later(last_error);
}

/** When to try again, and until when the server itself asked to be left alone. */
function nextTry(world: World, attempts: number, outcome: Unsettled): [string, string | undefined] {
  const asked = outcome.kind === 'later' ? outcome.afterMs : undefined;
  const at = later(world, pauseMs(attempts, world.chance(), asked));
  return [at, asked ? at : undefined];
}

function later(world: World, ms: number): string {
  return new Date(world.now() + ms).toISOString();
}

async function save(world: World, key: string, change: (item: Kept) => Kept): Promise<Kept | undefined> {
  const saved = await world.store.change(key, (kept) => kept && change(kept));
  world.changed();
  return saved;
}

function isEmergency(value: unknown): value is Emergency {
  return typeof value === 'object' && value !== null && 'show' in value && 'number' in value;
}
