import type { Place, ReportBody } from '../../device/device';
import type { Tile, Venue } from '../../api/wire';

/** Where it is, as it will be sent, and as a person would say it. */
export interface ChosenPlace {
  place: Place;
  how: 'tapped' | 'listed' | 'signed' | 'found' | 'said' | 'kept';
}

/** The report before it is sent. The outbox keeps what was begun of it, see `keeping`; what one only looked at leaves no trace. */
class Draft {
  /** What was begun is kept under it, and sent under the same, so that it becomes the report and no second one. */
  key: string | undefined;
  /** The account of the badge it was begun under: nobody else goes on with it. */
  by: string | undefined;
  /** The last that was sent or erased: nothing more is kept under it. */
  spent: string | undefined;
  tile = $state.raw<Tile | undefined>();
  category = $state<string | undefined>();
  narrative = $state('');
  /** What was answered before it is sent: a check that found something has asked already. */
  answers = $state.raw<ReportBody['answers']>();
  chosen = $state.raw<ChosenPlace | undefined>();
  /** The emergency screen was seen for this draft, and answered. */
  warned = $state(false);
  /** It is told in confidence, and how. */
  confidential = $state.raw<ReportBody['confidential']>();

  /**
   * Begins anew; where one stands stays, because it is usually still true. Who goes back and takes another tile corrects the
   * same report, so that its key stays: a second draft would be one that nobody meant. Once it was sent it is another one.
   */
  begin(): void {
    // What is told in confidence never turns into something else under the same key.
    if (this.key === this.spent || this.confidential) this.key = this.by = undefined;
    this.tile = undefined;
    this.category = undefined;
    this.narrative = '';
    this.answers = undefined;
    this.warned = false;
    this.confidential = undefined;
  }

  /** Another report: what was begun before stays a draft of its own. */
  another(): void {
    this.key = this.by = undefined;
    this.begin();
  }

  /** From now on it is the outbox's own. */
  spend(): string {
    return (this.spent = this.key ??= crypto.randomUUID());
  }

  /** Words alone; what kind of thing they are about is chosen after. */
  say(words: string): void {
    this.begin();
    this.narrative = words;
  }

  /** What a tile means at its widest goes at once. */
  pickTile(tile: Tile): void {
    this.begin();
    this.tile = tile;
    this.category = tile.category;
  }

  pickCategory(code: string): void {
    this.category = code;
  }

  moveTo(chosen: ChosenPlace | undefined): void {
    this.chosen = chosen;
  }
}

/** Danger first, then where. What exactly it is is asked once it is sent. */
export function nextStep({ tile, category, warned }: Draft, venue: Venue): string {
  const isAlways = venue.categories.find(({ code }) => code === category)?.emergency === 'always';
  if (!warned && (tile?.danger || isAlways)) return '/report/emergency';
  return category ? '/report/where' : '/report';
}

export const draft = new Draft();
export type { Draft };
