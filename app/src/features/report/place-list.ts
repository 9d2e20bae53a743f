import type { Venue } from '../../api/wire';
import type { Place } from '../../device/device';
import type { HeldReport } from '../../device/held.svelte';
import { placeWords } from './place-words';
import { fold } from './search';

export interface ListedZone {
  id: string;
  name: string;
  floor: string;
  depth: number;
}

export interface UsedPlace {
  place: Place;
  name: string;
  /** The sign's code, where it was a sign. */
  code: string | undefined;
}

/** Signs and zones this phone reported from in this venue, the newest first; they go when those reports are erased. */
export function usedPlaces(reports: readonly HeldReport[], venue: Venue, most = 5): UsedPlace[] {
  const found = new Map<string, UsedPlace>();
  for (const { venue: at, body } of [...reports].reverse()) {
    if (at !== venue.id || found.size >= most) continue;
    const plate = venue.plates.find(({ code }) => code === body.place.plate);
    const { zone, floor } = plate ?? body.place;
    const name = placeWords({ ...(zone && { zone }), ...(floor && { floor }) }, venue);
    const key = plate?.code ?? zone;
    if (!key || !name || found.has(key)) continue;
    const place = {
      ...(plate && { plate: plate.code }),
      ...(zone && { zone }),
      ...(floor && { floor }),
      source: 'list',
    };
    found.set(key, { place, name, code: plate?.code });
  }
  return [...found.values()];
}

/** Every zone under its floor, highest floor first, inner zones after the hall that holds them. */
export function zonesByFloor({ floors, zones }: Venue, query: string): { label: string; zones: ListedZone[] }[] {
  const wanted = fold(query.trim());
  return [...floors]
    .sort((a, b) => b.level - a.level)
    .map(({ code, label }) => {
      const here = zones.features.filter(({ properties }) => properties.floor === code);
      const ids = new Set(here.map(({ id }) => String(id)));
      const parentHere = (parent: string | undefined) => (parent && ids.has(parent) ? parent : undefined);
      const below = (parent: string | undefined, depth: number): ListedZone[] =>
        here
          .filter(({ properties }) => parentHere(properties.parent) === parent)
          .flatMap(({ id, properties: { name } }) => [
            { id: String(id), name, floor: code, depth },
            ...below(String(id), depth + 1),
          ]);
      return { label, zones: below(undefined, 0).filter(({ name }) => fold(name).includes(wanted)) };
    })
    .filter(({ zones: left }) => left.length > 0);
}
