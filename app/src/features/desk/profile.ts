import { language } from '../../i18n/language.svelte';
import type { Category, Venue } from '../../api/wire';
import type { Incident } from './wire';
import type { Session } from './state/session.svelte';

/** The venue's profile with the token: all categories, those of staff too. */
export const readVenueWith = (session: Session, id: string): Promise<Venue> =>
  session.read<Venue>(`/venues/${encodeURIComponent(id)}`, { lang: language.current });

export const categoryOf = (venue: Venue | undefined, code: string): Category | undefined =>
  venue?.categories.find((category) => category.code === code);

/** By their names, for choosing one of them. */
export const zonesByName = (venue: Venue | undefined): { id: string; name: string }[] =>
  (venue?.zones.features ?? [])
    .map(({ id, properties }) => ({ id: String(id), name: properties.name }))
    .sort((a, b) => a.name.localeCompare(b.name, language.locale));

export const floorLabelOf = (venue: Venue | undefined, code: string): string =>
  venue?.floors.find((floor) => floor.code === code)?.label ?? code;

/** The server titles in English; where the page speaks another language the category's own words are nearer. */
export function titleOf(incident: Incident, venue: Venue | undefined): string {
  if (language.current === 'en') return incident.title;
  return categoryOf(venue, incident.category)?.label ?? incident.title;
}

export function placeOf(incident: Incident): string | undefined {
  return incident.place.label ?? incident.zone?.label;
}
