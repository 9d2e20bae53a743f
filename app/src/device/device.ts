/**
 * The one port to the phone or computer. Two adapters keep it: `web.ts` in a browser, `tauri.ts` in the window.
 * The shapes below travel to the native side as they stand (snake_case JSON): change them on both sides or not at all.
 */
import type { Of } from '../api/contract';

export type SendState = 'waiting' | 'sending' | 'sent' | 'failed';

export type Place = Of<'NewPlace'>;

/** The body of POST /venues/{venue}/reports, frozen once it has been put: the server knows it by its key. */
export type ReportBody = Omit<Of<'NewReport'>, 'photos'>;

/** The body of PATCH /reports/{id}: appended, never overwriting. */
export type AmendmentBody = Omit<Of<'Amendment'>, 'photos'>;

export interface OutboxPhoto extends Of<'NewPhoto'> {
  state: SendState;
  /** While it is sending: how much has gone. */
  sent_bytes?: number;
  last_error?: string;
  /** This is not a photo but the sealed, untouched original of the one with this id. */
  of?: string;
  /** Of an original: the SHA-256 of the bytes inside, in hex. */
  claims?: string;
  /** Of an original: no clean copy could be made, so it goes alone. */
  alone?: boolean;
  /** Of an original that is no photo: what it is. Its clean copy is a picture of it. */
  media?: 'voice' | 'video';
  /** The line breaks before the whole is through: it goes in parts, each kept by the server. */
  in_parts?: boolean;
  /** RFC 3339: stays here until then, so that somebody can still blur it. "Send now" ends that. */
  hold_until?: string;
}

export interface OutboxAmendment {
  key: string;
  body: AmendmentBody;
  state: SendState;
  last_error?: string;
}

export interface OutboxMessage {
  key: string;
  body: Of<'NewMessage'>;
  state: SendState;
  last_error?: string;
}

export type Emergency = Of<'Emergency'>;

/** One report on this device: what waits, and, once it is sent, the receipt that opens it again. */
export interface OutboxItem {
  /** The Idempotency-Key, as secret as the receipt: it never stands in a URL or a log. */
  key: string;
  venue: string;
  /** The server's origin; empty means the page's own. */
  server: string;
  /** Begun and not sent: it never leaves, and may be said anew, until it is put without this. */
  draft?: Draft;
  /**
   * Whose name it goes under: the account of the badge that was here when it was filed. Never under another's. Of a draft, under
   * whose badge it was begun: nobody else goes on with it.
   */
  by?: string;
  /** When it was put here, RFC 3339. */
  created_at: string;
  body: ReportBody;
  photos: OutboxPhoto[];
  amendments: OutboxAmendment[];
  messages: OutboxMessage[];
  state: SendState;
  receipt?: string;
  report_id?: string;
  received_at?: string;
  emergency?: Emergency;
  last_error?: string;
  attempts: number;
  /** RFC 3339: once everything is sent and this has passed, it is erased from this device. */
  forget_after?: string;
  /** RFC 3339: not tried before, unless the network comes back, there is more to say, or somebody presses "Send now". */
  next_try_at?: string;
}

/** What its writer calls what is not sent yet. */
export interface Draft {
  name: string;
}

/** Who uses this device under their name: what the pass says that a report carries, and what screens show without signal. */
export interface Badge {
  account: string;
  /** Proves to the server whose report it is, and opens nothing else. */
  token: string;
  /** RFC 3339: from then on it must be had anew. */
  until: string;
  name: string;
  employer?: string;
  badge?: string;
  authority: string;
  venues: string[];
}

/** A report as it is sealed for another phone. */
export interface Parcel {
  venue: string;
  key: string;
  body: object;
}

/**
 * The outbox promises: what `put` answered survives a restart; everything is sent by itself, text before photos, each
 * thing under its own key; nothing leaves before the server's 201; nothing is deleted unasked. After a lasting refusal
 * the category, the place and the words go alone, under the same key: a 4xx has stored nothing, and under a fresh key the
 * report could arrive twice. The answers follow as an amendment. What goes under a name waits for that person's badge.
 * `contract.ts` tells it all, for both adapters.
 */
export interface Outbox {
  /**
   * Adds or joins: photos, amendments and messages not yet known are appended, what is already there keeps its state.
   * An item that arrives `sent`, with its receipt, is only kept. A draft is said anew. Photos come by `putPhoto`.
   */
  put(item: OutboxItem): Promise<void>;
  /** Takes a photo for a report that is here, if the bytes are those that are named. */
  putPhoto(key: string, photo: OutboxPhoto, content: Blob): Promise<void>;
  removePhoto(key: string, photo: string): Promise<void>;
  /**
   * Takes a report back. One that has not begun to leave is erased, and nobody ever hears of it (`erased`); else the
   * amendment follows it and says so (`told`).
   */
  takeBack(key: string, amendment: OutboxAmendment): Promise<'erased' | 'told'>;
  /**
   * What another phone may carry to the server: the key, and the body exactly as it was or will be sent from here, fixed from
   * now on. `undefined` where there is nothing to carry.
   */
  parcel(key: string): Promise<Parcel | undefined>;
  /** Whoever uses this device under their name; sealed like the reports. */
  badge(): Promise<Badge | undefined>;
  /** Takes the badge of who signed in, and sends what waited for it; or lets go of it. */
  keepBadge(badge: Badge | undefined): Promise<void>;
  /** Only when a person asks: what waits for a badge goes without a name. */
  unname(key: string): Promise<void>;
  list(): Promise<OutboxItem[]>;
  /** The bytes of a photo that waits here, for its preview. */
  photo(key: string, photo: string): Promise<Blob | undefined>;
  /** Only when a person asks: erases the item and its photos from this device. */
  remove(key: string): Promise<void>;
  /** Only when a person asks: everything goes from this device, also the badge and what cannot be opened any more. */
  clear(): Promise<void>;
  /** Tries everything again, also what was refused; only a server's Retry-After is still honoured. */
  sendNow(): Promise<void>;
  onChange(listener: () => void): () => void;
}

export interface Position {
  lat: number;
  lon: number;
  accuracy_m: number;
}

/**
 * Under which name and picture the app goes on this device: its own, or ones that say nothing. What `set` answered holds
 * from then on, and from the first moment of every later start; a refusal leaves it as it was. `contract-disguise.ts`.
 */
export interface Disguise {
  readonly on: boolean;
  set(on: boolean): Promise<void>;
}

export interface Device {
  readonly kind: 'web' | 'tauri';
  readonly outbox: Outbox;
  readonly disguise: Disguise;
  /** Begins sending by itself. Called once, after the first paint. */
  wake(): void;
  /** Asks for the position until stopped; `undefined` means that it was refused or cannot be had. */
  locate(heard: (position: Position | undefined) => void): () => void;
  /** Seals bytes to an age recipient, so that only the keeper of its other half can open them. */
  seal(recipient: string, content: Blob): Promise<Blob>;
  /** Fetches ahead what a phone without signal will need, unless its owner saves data. */
  prepare(): Promise<unknown>;
  /** Leaves at once and shows nothing any more. */
  leave(): void;
  /** Reads squares with the camera until one is `enough`, by itself the first; absent where the device cannot. */
  scan?: (
    video: HTMLVideoElement,
    stop: AbortSignal,
    enough?: (read: string) => boolean,
  ) => Promise<string | undefined>;
  /** Hears a sign that the phone is held to (NFC); absent where the device cannot. */
  tap?: (stop: AbortSignal) => Promise<string | undefined>;
  notify(title: string, body: string): Promise<void>;
}
