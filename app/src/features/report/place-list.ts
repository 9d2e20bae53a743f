import type { Venue } from '../../api/wire';
import { fold } from './search';

export interface ListedZone {
  id: string;
  name: string;
  floor: string;
  depth: number;
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
