import type { Place } from '../../device/device';
import type { Tile, Venue } from '../../api/wire';

/** Where it is, as it will be sent, and as a person would say it. */
export interface ChosenPlace {
  place: Place;
  how: 'tapped' | 'listed' | 'signed' | 'found' | 'said' | 'kept';
}

/** The report before it is sent. It lives in memory alone: what is not sent leaves no trace in the browser. */
class Draft {
  tile = $state.raw<Tile | undefined>();
  category = $state<string | undefined>();
  narrative = $state('');
  chosen = $state.raw<ChosenPlace | undefined>();
  /** The emergency screen was seen for this draft, and answered. */
  warned = $state(false);

  /** Begins anew; where one stands stays, because it is usually still true. */
  begin(): void {
    this.tile = undefined;
    this.category = undefined;
    this.narrative = '';
    this.warned = false;
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
