/** Where incidents stand on the plan. Without a position the middle of the zone is shown, and said to be that. */
import type { Floor } from '../../../api/wire';
import type { Point } from '../../../ui/map/geo';
import { touches, type Taken } from '../../../ui/map/labels';
import type { Plan } from '../../../ui/map/plan';
import type { MapViewport } from '../../../ui/map/view.svelte';
import { isOver, isOwed } from '../ordering';
import type { Incident } from '../wire';

export interface Pin {
  incident: Incident;
  at: Point;
  floor: string | undefined;
  /** Metres, when the position is known. */
  accuracy?: number;
  zoneOnly: boolean;
}

export function pinOf(incident: Incident, plan: Plan): Pin | undefined {
  const { lat, lon, floor, accuracy_m } = incident.place;
  const zone = plan.zone(incident.zone?.id);
  const on = floor ?? zone?.floor;
  if (lat !== undefined && lon !== undefined) {
    const at = plan.projection.toPlane([lon, lat]);
    return { incident, at, floor: on, zoneOnly: false, ...(accuracy_m !== undefined && { accuracy: accuracy_m }) };
  }
  return zone && { incident, at: zone.centre, floor: on, zoneOnly: true };
}

/** The gravest last, so that it is drawn on top; the chosen one above all. */
export function pinsOf(incidents: readonly Incident[], plan: Plan, selected: string | undefined): Pin[] {
  const rank = (pin: Pin) => (pin.incident.id === selected ? 9 : 5 - pin.incident.priority);
  return incidents
    .filter((incident) => !isOver(incident) || incident.id === selected)
    .flatMap((incident) => pinOf(incident, plan) ?? [])
    .sort((a, b) => rank(a) - rank(b));
}

/** The gravest incident nobody has on a floor: shown on the floor's button. */
export function waitingOn(floor: string, pins: readonly Pin[]): Incident | undefined {
  return pins
    .filter((pin) => pin.floor === floor && isOwed(pin.incident))
    .map((pin) => pin.incident)
    .sort((a, b) => a.priority - b.priority)[0];
}

const FINGER = 24;

/** The pin under a press: the topmost of those within a finger's width. */
export function pinAt(point: Point, pins: readonly Pin[], scale: number): Pin | undefined {
  return pins.findLast(({ at }) => Math.hypot(at[0] - point[0], at[1] - point[1]) * scale <= FINGER);
}

export interface Placed {
  pin: Pin;
  at: Point;
}
/** Where the number of a pin stands, seen from the pin, and what it takes of the screen. */
export interface Numbered {
  dx: number;
  dy: number;
  box: Taken;
}

// What a pin and a letter of its number take on the screen, in pixels.
const MARK = 12;
const CHOSEN = 18;
const LETTER = 7;
const HALF_LINE = 7;
const around = ([x, y]: Point, half: number): Taken => ({
  left: x - half,
  right: x + half,
  top: y - half,
  bottom: y + half,
});

/** What the pins themselves take: nothing may be written over them. */
export const marksOf = (placed: readonly Placed[], selected: string | undefined): Taken[] =>
  placed.map(({ pin, at }) => around(at, pin.incident.id === selected ? CHOSEN : MARK));

/**
 * Numbers of what nobody has, and of the chosen one: below the pin, or else above or beside it, so that none lies on another or
 * on a pin. Where there is no room the number is left out, except the chosen one's; the queue has it.
 */
export function numbersThatFit(placed: readonly Placed[], selected: string | undefined): Map<string, Numbered> {
  const marks = marksOf(placed, selected);
  const numbers = new Map<string, Numbered>();
  // The last lies on top: it is named first.
  for (let nth = placed.length - 1; nth >= 0; nth--) {
    const { pin, at } = placed[nth]!;
    const chosen = pin.incident.id === selected;
    if (!chosen && !isOwed(pin.incident)) continue;
    const half = (pin.incident.number.length * LETTER) / 2;
    const [away, beside] = [(chosen ? CHOSEN : MARK) + HALF_LINE + 3, (chosen ? CHOSEN : MARK) + half + 2];
    const spots = [
      [0, away],
      [0, -away],
      [beside, 0],
      [-beside, 0],
    ] as const;
    const ways = spots.map(([dx, dy]): Numbered => {
      const [x, y] = [at[0] + dx, at[1] + dy];
      return { dx, dy, box: { left: x - half, right: x + half, top: y - HALF_LINE, bottom: y + HALF_LINE } };
    });
    const others = marks.filter((_, other) => other !== nth);
    const free = ways.find(({ box }) =>
      [...others, ...[...numbers.values()].map((one) => one.box)].every((one) => !touches(one, box)),
    );
    const way = free ?? (chosen ? ways[0] : undefined);
    if (way !== undefined) numbers.set(pin.incident.id, way);
  }
  return numbers;
}

const INSIDE = new Set(['public_landside', 'checkpoint', 'sterile']);

/** The floor travellers are on: at or above the ground, with the most zones inside. */
export function homeFloor(floors: readonly Floor[], plan: Plan): string | undefined {
  const inside = (floor: Floor) =>
    plan.zones.filter((zone) => zone.floor === floor.code && INSIDE.has(zone.zoneClass)).length;
  const order = [...floors].sort((a, b) => Number(b.level >= 0) - Number(a.level >= 0) || inside(b) - inside(a));
  return order[0]?.code;
}

export function isShown(at: Point, view: MapViewport): boolean {
  const [x, y] = view.toScreen(at);
  return x > 24 && y > 24 && x < view.width - 64 && y < view.height - 24;
}

const ROUND = [5, 10, 20, 50, 100, 200, 500, 1000];

/** A round length for the scale bar, and how many pixels it takes. */
export function scaleBar(pixelsPerMetre: number, wanted = 90): { metres: number; pixels: number } {
  const metres = ROUND.findLast((round) => round * pixelsPerMetre <= wanted) ?? 5;
  return { metres, pixels: metres * pixelsPerMetre };
}
