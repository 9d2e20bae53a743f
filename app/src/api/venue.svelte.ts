import { badgeHere, worn } from '../device/worn';
import { readVenue } from './venues';
import type { Category, Floor, Venue } from './wire';

const LAST = 'venue';
const shelf = (id: string, lang: string) => `venue:${id}:${lang}`;
/** What staff see lies beside what travellers see: signing out must not leave the phone without a venue. */
const wanted = (lang: string) => (worn.on ? `${lang}+` : lang);

export type VenueStatus = 'none' | 'loading' | 'ready' | 'failed';

/**
 * The venue one is at: its profile from this device at once, then from the server when there is signal. The last one
 * used is the one that opens; nothing of a report is kept here.
 */
class VenueAtHand {
  current = $state.raw<Venue | undefined>();
  status = $state<VenueStatus>('none');
  #wanted = '';

  constructor() {
    const last = load(LAST);
    if (last) this.#wanted = last;
  }

  /** The venue used last, for a start without a deep link. */
  get last(): string | undefined {
    return this.#wanted || undefined;
  }

  /** The venue used last as this device has it, without asking anybody. */
  get kept(): Venue | undefined {
    return this.current ?? (this.#wanted ? keptProfile(this.#wanted, 'en') : undefined);
  }

  async open(id: string, lang: string): Promise<void> {
    this.#wanted = id;
    if (this.current?.id !== id) this.current = undefined;
    const kept = keptProfile(id, lang);
    if (kept) this.current = kept;
    this.status = this.current ? 'ready' : 'loading';
    try {
      const fresh = await ((await badgeHere())?.readVenue(id, lang) ?? readVenue(id, lang));
      if (this.#wanted !== id) return;
      this.current = fresh;
      this.status = 'ready';
      keepProfile(fresh, wanted(lang));
    } catch {
      if (this.#wanted === id && !this.current) this.status = 'failed';
    }
  }

  forget(): void {
    this.current = undefined;
    this.status = 'none';
    this.#wanted = '';
  }

  /** The venue's own; before one is known, the number that every mobile network understands. */
  get emergencyNumber(): string {
    return this.current?.emergency_number ?? '112';
  }

  category(code: string | undefined): Category | undefined {
    return this.current?.categories.find((category) => category.code === code);
  }

  floor(code: string | undefined): Floor | undefined {
    return this.current?.floors.find((floor) => floor.code === code);
  }

  /** What a report is called on screen: the word that was tapped, not the register's. */
  nameOf(code: string): string {
    const tile = this.current?.tiles.find(
      ({ category, refine }) => category === code || refine?.options.some((option) => option.category === code),
    );
    return tile?.label ?? this.category(code)?.label ?? '';
  }
}

function keptProfile(id: string, lang: string): Venue | undefined {
  for (const one of [wanted(lang), lang, 'en', 'es', 'ar']) {
    const text = load(shelf(id, one));
    if (text) return JSON.parse(text) as Venue;
  }
  return undefined;
}

/** Room is scarce: older venues give way before the newest fails to be kept. */
function keepProfile(venue: Venue, lang: string): void {
  const text = JSON.stringify(venue);
  if (!save(shelf(venue.id, lang), text)) {
    for (const name of names().filter((one) => one.startsWith('venue:'))) localStorage.removeItem(name);
    save(shelf(venue.id, lang), text);
  }
  save(LAST, venue.id);
}

function names(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function load(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

function save(name: string, value: string): boolean {
  try {
    localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

export const venue = new VenueAtHand();
