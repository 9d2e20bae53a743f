/** How the patrol's page says distances, levels and where to go. */
import { p } from '../../../i18n/patrol';
import { distanceOf, metresBetween, type Climb, type Spot } from './way';
import type { Pin } from '../map/pins';
import { climbOf } from './way';
import type { Floor } from '../../../api/wire';
import { beside } from '../words';

export { known, p } from '../../../i18n/patrol';

export function distance(metres: number): string {
  const { unit, count } = distanceOf(metres);
  return p(unit, { count });
}

export const climb = ({ way, level }: Climb): string => (way === 'unknown' ? '' : p(way, { level: level ?? 0 }));

/** "35 m in a straight line, go up to level 2", or why that cannot be said. */
export function wayTo(pin: Pin | undefined, spot: Spot | undefined, floors: readonly Floor[]): string {
  if (pin === undefined) return p('no_target');
  if (spot === undefined) return p('no_spot');
  const to = climb(climbOf(spot.floor, pin.floor, floors));
  return beside(p('straight', { distance: distance(metresBetween(spot.at, pin.at)) }), to);
}
