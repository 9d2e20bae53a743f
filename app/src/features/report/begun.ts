import type { Venue } from '../../api/wire';
import type { Place, ReportBody } from '../../device/device';
import { nextStep, type ChosenPlace, type Draft } from './draft.svelte';

/** Fewer letters than this say nothing yet. */
const WORDS_FROM = 3;

type Begun = Pick<Draft, 'category' | 'narrative' | 'answers' | 'chosen' | 'confidential'>;

/** Own words go under the widest category there is: the last tile's, "Something else". */
export function widest({ tiles, categories }: Venue): string | undefined {
  return tiles.at(-1)?.category ?? categories.at(-1)?.code;
}

/** What is kept, once something was said: a kind, or words. Where somebody stands alone is no report. */
export function bodyOf(
  { category, narrative, answers, chosen, confidential }: Begun,
  venue: Venue,
): ReportBody | undefined {
  const words = narrative.trim();
  const kind = category ?? (words.length >= WORDS_FROM ? widest(venue) : undefined);
  if (!kind) return undefined;
  // A remembered place nobody chose; when somebody goes on, it may no longer be true.
  const place = chosen && chosen.how !== 'kept' ? chosen.place : {};
  return {
    category: kind,
    place,
    ...(words && { narrative: words }),
    ...(answers && { answers }),
    ...(confidential && { confidential }),
  };
}

/** What is found again of it. A tile is known by what it means, and how a place was chosen by where it comes from. */
export function begunOf(
  { category, narrative, answers, place, confidential }: ReportBody,
  venue: Venue,
): Begun & Pick<Draft, 'tile'> {
  return {
    tile: venue.tiles.find((tile) => tile.category === category),
    // A kind that the venue no longer has is asked anew.
    category: venue.categories.some(({ code }) => code === category) ? category : undefined,
    narrative: narrative ?? '',
    answers,
    confidential,
    chosen: Object.keys(place).length > 0 ? { place, how: howOf(place) } : undefined,
  };
}

/** Words without a place come back to where they are written: they may be half said. Else what is missing is next. */
export function stepOn(draft: Draft, venue: Venue): string {
  return draft.narrative && !draft.chosen ? '/report/search' : nextStep(draft, venue);
}

function howOf({ source }: Place): ChosenPlace['how'] {
  const ways = { plate: 'signed', qr: 'signed', nfc: 'signed', list: 'listed', words: 'said', gps: 'found' } as const;
  return ways[source as keyof typeof ways] ?? 'tapped';
}
