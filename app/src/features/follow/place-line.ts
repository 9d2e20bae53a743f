import type { Place } from '../../device/device';
import type { Venue } from '../../api/wire';

/** Where it was, in the words of the signs. */
export function placeLine({ zone: id, floor, text }: Place, venue: Venue | undefined): string {
  if (text) return text;
  const zone = venue?.zones.features.find((feature) => feature.id === id)?.properties;
  const label = venue?.floors.find(({ code }) => code === (floor ?? zone?.floor))?.label;
  if (!zone) return label ?? venue?.name ?? '';
  return !label || zone.name.includes(label) ? zone.name : `${zone.name}, ${label}`;
}
