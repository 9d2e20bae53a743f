import type { Point } from './geo';

const TAP_SLACK = 9;

/** What can be moved under a finger: a plan, a photo. */
export interface Moved {
  readonly centre: Point;
  toPlane(at: Point): Point;
  move(dx: number, dy: number): void;
  zoom(factor: number, around?: Point): void;
}

/** One finger moves, two pinch, a short touch picks; the wheel and the arrow keys do the same for those without fingers. */
export function gestures(view: Moved, pick: (at: Point) => void) {
  return (node: HTMLElement) => {
    const down = new Map<number, Point>();
    let travelled = 0;

    const spot = (event: PointerEvent | WheelEvent): Point => {
      const { left, top } = node.getBoundingClientRect();
      return [event.clientX - left, event.clientY - top];
    };
    const onDown = (event: PointerEvent) => {
      if (down.size === 0) travelled = 0;
      down.set(event.pointerId, spot(event));
      node.setPointerCapture(event.pointerId);
    };
    const onMove = (event: PointerEvent) => {
      const before = down.get(event.pointerId);
      if (!before) return;
      const now = spot(event);
      const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
      travelled += distance(before, now);
      down.set(event.pointerId, now);
      if (other) {
        view.zoom(distance(now, other) / Math.max(1, distance(before, other)), [
          (now[0] + other[0]) / 2,
          (now[1] + other[1]) / 2,
        ]);
        travelled = Infinity;
      } else if (travelled > TAP_SLACK) view.move(now[0] - before[0], now[1] - before[1]);
    };
    const onUp = (event: PointerEvent) => {
      const wasTap = down.size === 1 && travelled <= TAP_SLACK && event.type === 'pointerup';
      if (down.delete(event.pointerId) && wasTap) pick(view.toPlane(spot(event)));
    };
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      view.zoom(Math.exp(-event.deltaY / 400), spot(event));
    };
    const onKey = (event: KeyboardEvent) => {
      if (!act(view, event.key, pick)) return;
      event.preventDefault();
    };

    const ends = (['pointerup', 'pointercancel'] as const).map((name) => listen(node, name, onUp));
    const stops = [
      ...ends,
      listen(node, 'pointerdown', onDown),
      listen(node, 'pointermove', onMove),
      listen(node, 'wheel', onWheel, { passive: false }),
      listen(node, 'keydown', onKey),
    ];
    return () => stops.forEach((stop) => stop());
  };
}

function act(view: Moved, key: string, pick: (at: Point) => void): boolean {
  const step = 60;
  const acts: Record<string, () => void> = {
    ArrowLeft: () => view.move(step, 0),
    ArrowRight: () => view.move(-step, 0),
    ArrowUp: () => view.move(0, step),
    ArrowDown: () => view.move(0, -step),
    '+': () => view.zoom(1.5),
    '=': () => view.zoom(1.5),
    '-': () => view.zoom(1 / 1.5),
    Enter: () => pick(view.centre),
  };
  acts[key]?.();
  return key in acts;
}

function listen<Name extends keyof HTMLElementEventMap>(
  node: HTMLElement,
  name: Name,
  hear: (event: HTMLElementEventMap[Name]) => void,
  options?: AddEventListenerOptions,
): () => void {
  node.addEventListener(name, hear as EventListener, options);
  return () => node.removeEventListener(name, hear as EventListener, options);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
