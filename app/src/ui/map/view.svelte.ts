import { middle, type Box, type Point } from './geo';

const CLOSEST = 12;
const WIDEST = 0.08;

/** Which part of the plane is on screen. Pixels per metre, and the metre in the middle. */
export class MapViewport {
  width = $state(390);
  height = $state(520);
  scale = $state(1);
  centre = $state.raw<Point>([0, 0]);

  transform = $derived(
    `translate(${this.width / 2} ${this.height / 2}) scale(${this.scale}) translate(${-this.centre[0]} ${-this.centre[1]})`,
  );

  toScreen = ([x, y]: Point): Point => [
    this.width / 2 + (x - this.centre[0]) * this.scale,
    this.height / 2 + (y - this.centre[1]) * this.scale,
  ];

  toPlane = ([x, y]: Point): Point => [
    this.centre[0] + (x - this.width / 2) / this.scale,
    this.centre[1] + (y - this.height / 2) / this.scale,
  ];

  /** Shows a box whole, with some air round it; `cover` fills the screen instead and lets the rest hang over. */
  fit(box: Box, { air = 24, cover = false } = {}): void {
    this.centre = middle(box);
    const wide = Math.max(1, this.width - 2 * air) / Math.max(1, box.right - box.left);
    const tall = Math.max(1, this.height - 2 * air) / Math.max(1, box.bottom - box.top);
    this.scale = clamp(cover ? Math.max(wide, tall) : Math.min(wide, tall));
  }

  /** Looks at a point; `low` moves it above the middle, where a sheet below leaves room. */
  lookAt(point: Point, scale: number): void {
    this.centre = point;
    this.scale = clamp(scale);
  }

  move(dx: number, dy: number): void {
    this.centre = [this.centre[0] - dx / this.scale, this.centre[1] - dy / this.scale];
  }

  /** Nearer or farther round a point of the screen, which stays under the finger. */
  zoom(factor: number, around: Point = [this.width / 2, this.height / 2]): void {
    const held = this.toPlane(around);
    this.scale = clamp(this.scale * factor);
    const [x, y] = this.toPlane(around);
    this.centre = [this.centre[0] + held[0] - x, this.centre[1] + held[1] - y];
  }
}

function clamp(scale: number): number {
  return Math.min(CLOSEST, Math.max(WIDEST, scale));
}
