/** How far it is, whether up or down, and what is near. The line is as the crow flies, and the page says so. */
import type { Floor } from '../../../api/wire';
import type { Point } from '../../../ui/map/geo';
import type { Plan } from '../../../ui/map/plan';
import { pinOf } from '../map/pins';
import { compare, isMine, isOver } from '../ordering';
import type { Incident, Me } from '../wire';

/** Where I am, on the plan. */
export interface Spot {
  at: Point;
  /** The floor's code: known after a sign was scanned. */
  floor?: string | undefined;
}

export const metresBetween = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

export type Distance = { unit: 'm'; count: number } | { unit: 'km'; count: number };

/** As one says it: to the metre below twenty, to five below two hundred, to ten after that, and in kilometres. */
export function distanceOf(metres: number): Distance {
  if (metres >= 950) return { unit: 'km', count: Math.round(metres / 100) / 10 };
  const step = metres < 20 ? 1 : metres < 200 ? 5 : 10;
  return { unit: 'm', count: Math.round(metres / step) * step };
}

export type Climb = { way: 'up' | 'down' | 'same' | 'to' | 'unknown'; level?: number };

/** From my floor to another: without mine it is only said where to go. */
export function climbOf(from: string | undefined, to: string | undefined, floors: readonly Floor[]): Climb {
  const level = (code: string | undefined) => floors.find((floor) => floor.code === code)?.level;
  const [here, there] = [level(from), level(to)];
  if (there === undefined) return { way: 'unknown' };
  if (here === undefined) return { way: 'to', level: there };
  return { way: here === there ? 'same' : here < there ? 'up' : 'down', level: there };
}

export interface Near {
  incident: Incident;
  metres?: number;
  climb: Climb;
}

/**
 * What is open at my venue, the nearest first. Without a place of mine, what my post has comes first, and the gravest of it; what has no
 * place on the plan comes last.
 */
export function nearOf(
  incidents: readonly Incident[],
  spot: Spot | undefined,
  plan: Plan | undefined,
  floors: readonly Floor[],
  me: Me,
): Near[] {
  const near = incidents
    .filter((incident) => !isOver(incident))
    .map((incident): Near => {
      const pin = plan && pinOf(incident, plan);
      const climb = climbOf(spot?.floor, pin?.floor, floors);
      return { incident, climb, ...(spot && pin && { metres: metresBetween(spot.at, pin.at) }) };
    });
  const mine = ({ incident }: Near) => Number(!isMine(incident, me));
  return near.sort(
    (a, b) =>
      (a.metres ?? Number.MAX_VALUE) - (b.metres ?? Number.MAX_VALUE) ||
      mine(a) - mine(b) ||
      compare(a.incident, b.incident),
  );
}
