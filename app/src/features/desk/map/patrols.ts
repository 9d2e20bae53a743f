/** Those who share their place, on a plan: a circle with the number of their call sign, and their radio name where it has room. */
import type { Floor } from '../../../api/wire';
import type { Point } from '../../../ui/map/geo';
import { touches, type Taken } from '../../../ui/map/labels';
import type { Plan } from '../../../ui/map/plan';
import { radioName } from '../names';
import { isOld, type Patrol } from '../whole/patrols';

export interface PlacedPatrol {
  id: string;
  /** As it is said on the radio. */
  name: string;
  /** What stands in the circle. */
  sign: string;
  at: Point;
  told: string;
  old: boolean;
}

const HALF = 12;
const LETTER = 6.5;
const LINE = 14;

/** Those of a floor; one whose level nobody knows is on every one. */
export function placedPatrols(
  patrols: readonly Patrol[],
  plan: Plan,
  { floors, floor, now }: { floors: readonly Floor[]; floor: string; now: number },
): PlacedPatrol[] {
  const level = floors.find(({ code }) => code === floor)?.level;
  return patrols
    .filter((patrol) => patrol.level === undefined || level === undefined || Number(patrol.level) === level)
    .map((patrol) => {
      const name = radioName(patrol.person.label);
      return {
        id: patrol.person.id,
        name,
        sign: /\d+/.exec(name)?.[0] ?? name.slice(0, 2),
        at: plan.projection.toPlane([patrol.longitude, patrol.latitude]),
        told: patrol.at,
        old: isOld(patrol, now),
      };
    });
}

export const patrolBox = ({ at: [x, y] }: { at: Point }): Taken => ({
  left: x - HALF,
  right: x + HALF,
  top: y - HALF,
  bottom: y + HALF,
});

/** Whose name has room below the circle: on no mark, no number and no other name. */
export function patrolNames(
  placed: readonly { patrol: PlacedPatrol; at: Point }[],
  taken: readonly Taken[],
): Map<string, Taken> {
  const names = new Map<string, Taken>();
  for (const { patrol, at } of placed) {
    const half = (patrol.name.length * LETTER) / 2;
    const top = at[1] + HALF + 1;
    const box = { left: at[0] - half, right: at[0] + half, top, bottom: top + LINE };
    const circles = placed.filter((other) => other.patrol !== patrol).map(patrolBox);
    if ([...taken, ...circles, ...names.values()].every((one) => !touches(one, box))) names.set(patrol.id, box);
  }
  return names;
}
