import type { AmendmentBody, OutboxItem, OutboxMessage, OutboxPhoto, ReportBody } from './device';
import { hex, localId, sha256 } from './digest';
import { forgetting } from './forgetting.svelte';
import { device } from './here';

/** Where the code that knows these cannot be had, they go whole; a page that still has them open lets go of them when it ends. */
function dropPatrol(): void {
  for (const name of ['see-say-act-patrol', 'see-say-act-patrol-files']) globalThis.indexedDB?.deleteDatabase(name);
}

/** How long what is sent stays, where nothing shall stay: long enough to answer, in milliseconds. */
const FORGET_MS = 15 * 60_000;

/** So many drafts stay side by side; none ever gives way to another unasked. */
export const MOST_DRAFTS = 20;

/** An item with the name under which its pages stand in the address bar. */
export type HeldReport = OutboxItem & { local: string };

/** The reports on this device, as every screen sees them; it follows the outbox by itself. */
class HeldReports {
  /** `undefined` until the outbox has been read once. */
  reports = $state.raw<HeldReport[] | undefined>();
  /** What was begun and not sent: no report yet, and never among them. */
  drafts = $state.raw<HeldReport[]>([]);
  unsent = $derived(this.reports?.filter(({ state }) => state !== 'sent').length ?? 0);
  #reading: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor() {
    device.outbox.onChange(() => void this.refresh());
    void this.refresh();
  }

  find(local: string): HeldReport | undefined {
    return this.reports?.find((report) => report.local === local);
  }

  /** Reads the outbox; calls that come meanwhile share the next reading, and wait for it. */
  refresh(): Promise<void> {
    if (!this.#reading) return (this.#reading = this.#read().finally(() => (this.#reading = undefined)));
    return (this.#next ??= this.#reading.then(() => {
      this.#next = undefined;
      return this.refresh();
    }));
  }

  /**
   * Writes a report to disk, from where it is sent by itself. Answers once it is safe, with its local name. `by`: the account
   * under whose name it goes. A draft under `key` becomes it. Where nothing shall stay, what was kept before goes, and the report is
   * a new one that will be forgotten.
   */
  async file(
    venue: string,
    server: string,
    body: ReportBody,
    { key, by }: { key?: string | undefined; by?: string | undefined } = {},
  ): Promise<string> {
    const forget = forgetting.on && { forget_after: new Date(Date.now() + FORGET_MS).toISOString() };
    const old = forget && this.drafts.find((draft) => draft.key === key)?.key;
    const item: OutboxItem = { ...blank(venue, server, old ? undefined : key), body, ...forget, ...(by && { by }) };
    await device.outbox.put(item);
    if (old) await device.outbox.remove(old);
    await this.refresh();
    return localId(item.key);
  }

  amend(report: HeldReport, body: AmendmentBody): Promise<void> {
    const amendment = { key: crypto.randomUUID(), body, state: 'waiting' as const };
    return this.#append(report, { amendments: [amendment] });
  }

  say(report: HeldReport, body: OutboxMessage['body']): Promise<void> {
    return this.#append(report, { messages: [{ key: crypto.randomUUID(), body, state: 'waiting' }] });
  }

  /** What never left is erased, and nobody hears of it; else the officers are told. */
  async takeBack(report: HeldReport, reason: string): Promise<'erased' | 'told'> {
    const amendment = { key: crypto.randomUUID(), body: { withdraw: reason }, state: 'waiting' as const };
    const done = await device.outbox.takeBack(report.key, amendment);
    await this.refresh();
    return done;
  }

  /** Only when a person asks: it no longer waits for their badge. */
  unname(report: HeldReport): Promise<void> {
    return device.outbox.unname(report.key);
  }

  /** Keeps a photo for sending, with its digest; answers its id. It waits for `holdMs`, should somebody want to blur it. */
  async addPhoto(
    report: HeldReport,
    content: Blob,
    { id = crypto.randomUUID() as string, holdMs = 0 } = {},
  ): Promise<string> {
    const photo = { ...(await named(content)), id, media_type: content.type || 'image/jpeg', ...until(holdMs) };
    await device.outbox.putPhoto(report.key, photo, content);
    return id;
  }

  /**
   * Keeps the untouched original of a photo, sealed to the evidence key; what lies on this device is sealed already.
   * `alone`: there is no clean copy. `media`: it is no photo, and its clean copy is a picture of it.
   */
  async addOriginal(
    report: HeldReport,
    of: string,
    original: Blob,
    recipient: string,
    { holdMs = 0, ...more }: Pick<OutboxPhoto, 'alone' | 'media'> & { holdMs?: number } = {},
  ): Promise<void> {
    const sealed = await device.seal(recipient, original);
    const photo = {
      ...(await named(sealed)),
      media_type: 'application/age',
      of,
      claims: hex(await sha256(await original.arrayBuffer())),
      ...more,
      ...until(holdMs),
    };
    await device.outbox.putPhoto(report.key, photo, sealed);
  }

  /** A photo goes, and its original with it. */
  async removePhoto(report: HeldReport, id: string): Promise<void> {
    for (const photo of report.photos.filter((one) => one.id === id || one.of === id))
      await device.outbox.removePhoto(report.key, photo.id);
  }

  /** Nothing of any report stays on this device, nor of what an officer did with it on patrol. */
  async eraseAll(): Promise<void> {
    await device.outbox.clear();
    await import('./patrol-shelf').then(({ erasePatrol }) => erasePatrol()).catch(dropPatrol);
    await this.refresh();
  }

  /** A report opened by its receipt: kept like one that was sent from here. */
  async keep(opened: {
    venue: string;
    server: string;
    category: string;
    receipt: string;
    id: string;
    received_at: string;
  }): Promise<string> {
    const { venue, server, category, receipt, id, received_at } = opened;
    const known = this.reports?.find((report) => report.report_id === id);
    if (known) return known.local;
    const item: OutboxItem = {
      ...blank(venue, server),
      body: { category, place: {} },
      state: 'sent',
      receipt,
      report_id: id,
      received_at,
    };
    await device.outbox.put(item);
    await this.refresh();
    return localId(item.key);
  }

  async #append(report: HeldReport, more: Partial<OutboxItem>): Promise<void> {
    const { local: _local, ...item } = report;
    await device.outbox.put({ ...item, ...more });
  }

  async #read(): Promise<void> {
    // Where nothing can be kept, nothing is kept; that a report cannot be is said when somebody files one.
    const items = await device.outbox.list().catch(() => undefined);
    const all = items && (await Promise.all(items.map(async (item) => ({ ...item, local: await localId(item.key) }))));
    // A disk that fails once has lost nothing.
    if (!all) return void (this.reports ??= []);
    this.drafts = all.filter(({ draft }) => draft);
    this.reports = all.filter(({ draft }) => !draft);
  }
}

const until = (holdMs: number) => holdMs > 0 && { hold_until: new Date(Date.now() + holdMs).toISOString() };

async function named(content: Blob): Promise<OutboxPhoto> {
  const bytes = await content.arrayBuffer();
  return {
    id: crypto.randomUUID(),
    media_type: content.type,
    bytes: bytes.byteLength,
    sha256: hex(await sha256(bytes)),
    state: 'waiting',
  };
}

export function blank(venue: string, server: string, key: string = crypto.randomUUID()): Omit<OutboxItem, 'body'> {
  return {
    key,
    venue,
    server,
    created_at: new Date().toISOString(),
    photos: [],
    amendments: [],
    messages: [],
    state: 'waiting',
    attempts: 0,
  };
}

export const held = new HeldReports();
