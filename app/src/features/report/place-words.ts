import type { Place } from '../../device/device';
import type { Venue } from '../../api/wire';

/** A place as a person would say it: "Check-in B, Departures". */
export function placeWords(place: Place | undefined, venue: Venue | undefined): string {
  if (!place || !venue) return '';
  if (place.text) return place.text;
  const zone = venue.zones.features.find(({ id }) => id === place.zone)?.properties;
  const floor = venue.floors.find(({ code }) => code === (place.floor ?? zone?.floor))?.label;
  if (!zone) return floor ?? '';
  return !floor || zone.name.includes(floor) ? zone.name : `${zone.name}, ${floor}`;
}

/** The same for a call: the venue first, because the dispatcher may sit in another town. */
export function spokenPlace(place: Place | undefined, venue: Venue | undefined): string {
  return [venue?.name, placeWords(place, venue)].filter(Boolean).join(', ');
}
