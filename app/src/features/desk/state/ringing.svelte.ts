/** How a P1 sounds at this desk: for this person, on this device. It may be softer than drawn, and never silent. */
import { TONES, type Tone } from './sound';

const nameOf = (person: string) => `desk-sound/${person}`;

/** Parts of the loudest there is; the first is the floor, whatever a device has kept. */
export const LOUDNESS = [0.25, 0.5, 0.75, 1] as const;
const FLOOR = LOUDNESS[0];
const DRAWN = LOUDNESS[1];

export class Ringing {
  tone = $state<Tone>('two');
  loud = $state<number>(DRAWN);
  /** Whether what and where are said aloud, too: they are heard by whoever stands there. */
  spoken = $state(true);
  #person = '';

  open(person: string): void {
    this.#person = person;
    const kept = read(nameOf(person));
    this.tone = TONES.find((one) => one === kept['tone']) ?? ownTone(person);
    this.loud = audible(kept['loud']);
    this.spoken = kept['spoken'] !== false;
  }

  choose(wish: { tone?: Tone; loud?: number; spoken?: boolean }): void {
    if (wish.tone !== undefined) this.tone = wish.tone;
    if (wish.loud !== undefined) this.loud = audible(wish.loud);
    if (wish.spoken !== undefined) this.spoken = wish.spoken;
    try {
      const { tone, loud, spoken } = this;
      localStorage.setItem(nameOf(this.#person), JSON.stringify({ tone, loud, spoken }));
    } catch {
      // Forbidden storage only means that the choice ends with the page.
    }
  }
}

export function audible(loud: unknown): number {
  return typeof loud === 'number' && Number.isFinite(loud) ? Math.min(1, Math.max(FLOOR, loud)) : DRAWN;
}

/** Until somebody chooses: by who they are, so that two desks side by side seldom sound the same. */
function ownTone(person: string): Tone {
  const sum = [...person].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_521, 0);
  return TONES[sum % TONES.length]!;
}

function read(name: string): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** One for the page: what is chosen in the menu is what the next round sounds like. */
export const ringing = new Ringing();
