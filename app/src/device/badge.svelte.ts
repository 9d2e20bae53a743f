import { badgeFor, readStaffVenue, signInWith, signOutWith } from '../api/staff';
import { venue } from '../api/venue.svelte';
import { readVenue } from '../api/venues';
import type { Venue } from '../api/wire';
import { language } from '../i18n/language.svelte';
import type { Badge, ReportBody } from './device';
import { device } from './here';
import { tokenByPasskey } from './passkey';
import { setWorn } from './wear';

type File = (body: ReportBody, by?: string) => Promise<string>;

const PRACTICE = 'practice';
/** For how long the wish to practise holds, in milliseconds. */
const PRACTICE_MS = 15 * 60_000;

function readPractice(): number {
  try {
    return Number(localStorage.getItem(PRACTICE) ?? 0);
  } catch {
    return 0;
  }
}

/** Whoever uses this device under their name, and how their next report goes. */
export class BadgeHere {
  current = $state.raw<Badge | undefined>();
  #practiceUntil = $state(readPractice());
  /** The next report goes without the name. */
  nameless = $state(false);
  #reading: Promise<void> = Promise.resolve();
  #end: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    device.outbox.onChange(() => void this.refresh());
    this.#ends();
  }

  /** The next report is an exercise: also after a reload, and only for a while, so that what is meant in earnest is never taken for one. */
  get practice(): boolean {
    return this.#practiceUntil > Date.now();
  }
  set practice(on: boolean) {
    this.#practiceUntil = on ? Date.now() + PRACTICE_MS : 0;
    this.#ends();
    try {
      if (on) localStorage.setItem(PRACTICE, String(this.#practiceUntil));
      else localStorage.removeItem(PRACTICE);
    } catch {
      // Forbidden storage only means that a reload ends it.
    }
  }

  /** Screens hear of the end as well: what goes in earnest never stands under a banner that says practice. */
  #ends(): void {
    clearTimeout(this.#end);
    const left = this.#practiceUntil - Date.now();
    if (this.#practiceUntil) this.#end = setTimeout(() => (this.practice = false), Math.max(0, left));
  }

  get hasRunOut(): boolean {
    return this.current !== undefined && Date.parse(this.current.until) <= Date.now();
  }

  /** The badge where it counts. */
  good(at: string): Badge | undefined {
    return this.current?.venues.includes(at) && !this.hasRunOut ? this.current : undefined;
  }

  token(at: string): string | undefined {
    return this.good(at)?.token;
  }

  /** A badge that the server no longer takes still leaves what everybody may read. */
  async readVenue(id: string, lang: string): Promise<Venue> {
    const token = this.token(id);
    const staff = token && (await readStaffVenue(id, lang, token).catch(() => undefined));
    return staff || readVenue(id, lang);
  }

  practises(at: string): boolean {
    return this.practice && this.current?.venues.includes(at) === true;
  }

  /** Answers the session's token, for what may be done at once; kept is nothing of it but the badge it gives. */
  async signIn(email: string, password: string): Promise<string> {
    return this.take(await signInWith(email, password));
  }

  /** Answers whether there can be passkeys at all: a server without a name has none. */
  async signInByPasskey(): Promise<boolean> {
    const token = await tokenByPasskey();
    if (token === undefined) return false;
    await this.take(token);
    return true;
  }

  /** It goes from this device first: that works without signal, too. */
  async signOut(): Promise<void> {
    const token = this.current?.token;
    await device.outbox.keepBadge(undefined);
    [this.practice, this.nameless] = [false, false];
    await this.refresh();
    forgetStaffVenues();
    this.#look();
    if (token) void signOutWith(token).catch(() => undefined);
  }

  /**
   * Files as was wished: under the name, in confidence, for practice. The last two go with the badge or not at all: where it
   * has run out meanwhile, they wait for the next one. The wishes are for one report.
   */
  async filed(at: string, body: ReportBody, file: File): Promise<string> {
    const drill = this.practises(at);
    const needsBadge = drill || body.confidential !== undefined;
    // Another authority's badge would be refused for ever.
    if (needsBadge && !this.current?.venues.includes(at)) throw new Error('this cannot go without a badge');
    const by = needsBadge ? this.current : this.nameless ? undefined : this.good(at);
    const local = await file(drill ? { ...body, drill } : body, by?.account);
    [this.practice, this.nameless] = [false, false];
    return local;
  }

  async take(token: string): Promise<string> {
    await device.outbox.keepBadge(await badgeFor(token));
    await this.refresh();
    this.#look();
    return token;
  }

  /** Staff are told more of a venue than travellers. */
  #look(): void {
    const at = venue.last ?? this.current?.venues[0];
    if (at) void venue.open(at, language.current);
  }

  /** One reading after the other, so that an older one never has the last word. */
  refresh(): Promise<void> {
    return (this.#reading = this.#reading.then(async () => {
      try {
        const found = await device.outbox.badge();
        if (found?.token !== this.current?.token) this.current = found;
        setWorn(found !== undefined);
      } catch {
        // What cannot be read now is not gone.
      }
    }));
  }
}

/** Whoever signs out leaves nothing of what only staff are told; api/venue.svelte.ts marks it so. */
function forgetStaffVenues(): void {
  try {
    for (const name of Object.keys(localStorage).filter((one) => /^venue:.*\+$/.test(one)))
      localStorage.removeItem(name);
  } catch {
    // Forbidden storage keeps nothing.
  }
}

export const badge = new BadgeHere();
// No screen begins before it is known whose badge is here.
await badge.refresh();
