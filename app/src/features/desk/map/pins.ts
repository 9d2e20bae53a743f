/** Where incidents stand on the plan. Without a position the middle of the zone is shown, and said to be that. */
import type { Floor } from '../../../api/wire';
import type { Point } from '../../../ui/map/geo';
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
