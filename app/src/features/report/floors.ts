import type { Venue } from '../../api/wire';

/** The floor most people stand on: the one with the most zones open to everybody, then the one nearest the ground. */
export function firstFloor({ zones, floors }: Venue): string {
  const open = (code: string) =>
    zones.features.filter(({ properties: { floor, zone_class } }) => floor === code && zone_class === 'public_landside')
      .length;
  const ranked = [...floors].sort((a, b) => open(b.code) - open(a.code) || Math.abs(a.level) - Math.abs(b.level));
  return ranked[0]?.code ?? '0';
}
