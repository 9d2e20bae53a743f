import type { Point } from './geo';
import type { ZoneShape } from './plan';

export interface Label {
  id: string;
  text: string;
  at: Point;
  here: boolean;
}
interface View {
  scale: number;
  toScreen: (point: Point) => Point;
  width: number;
  height: number;
}

export interface Taken {
  left: number;
  right: number;
  top: number;
  bottom: number;
}
export const touches = (one: Taken, other: Taken): boolean =>
  one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;

// About the width of a letter at the label's size. Labels that would touch are left out: a map is not a list.
const LETTER = 6.6;
const LINE = 17;

/** Which names fit beside what is there already: the chosen zone first, then inner zones before the halls that hold them, large before small. */
export function labelsThatFit(
  zones: ZoneShape[],
  here: string | undefined,
  view: View,
  taken: readonly Taken[] = [],
): Label[] {
  const placed = [...taken];
  const order = [...zones].sort(
    (a, b) => Number(b.id === here) - Number(a.id === here) || b.depth - a.depth || b.area - a.area,
  );
  const labels: Label[] = [];
  for (const zone of order) {
    const isHere = zone.id === here;
    // A hall whose rooms are named needs no name itself.
    if (!isHere && labels.some(({ id }) => isInside(zones, id, zone.id))) continue;
    const half = (zone.name.length * LETTER) / 2 + 4;
    const wide = (zone.box.right - zone.box.left) * view.scale;
    const tall = (zone.box.bottom - zone.box.top) * view.scale;
    if (!isHere && (wide < half * 1.1 || tall < LINE)) continue;
    const [x, y] = view.toScreen(zone.centre);
    const box = { left: x - half, right: x + half, top: y - LINE / 2, bottom: y + LINE / 2 };
    const isOutside = box.left < 0 || box.right > view.width || box.top < 0 || box.bottom > view.height;
    if (placed.some((one) => touches(one, box)) || (isOutside && !isHere)) continue;
    placed.push(box);
    labels.push({ id: zone.id, text: zone.name, at: [x, y], here: isHere });
  }
  return labels;
}

function isInside(zones: ZoneShape[], id: string, hall: string): boolean {
  for (let up = zones.find((zone) => zone.id === id)?.parent; up; up = zones.find((zone) => zone.id === up)?.parent) {
    if (up === hall) return true;
  }
  return false;
}
