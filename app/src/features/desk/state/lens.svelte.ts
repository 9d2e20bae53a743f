/** How one photo is looked at: how near, which part, and which way up. It fills its frame or more, and never leaves it. */
import type { Point } from '../../../ui/map/geo';
import type { Moved } from '../../../ui/map/gestures';

const NEAREST = 8;
/** Steps in and out again need not end at exactly one. */
const WHOLE = 1.01;

export class Lens implements Moved {
  width = $state(0);
  height = $state(0);
  scale = $state(1);
  /** Pixels of the frame that the photo was moved by. */
  shift = $state.raw<Point>([0, 0]);
  /** Quarters of a turn. */
  turns = $state(0);

  get near(): boolean {
    return this.scale > WHOLE;
  }

  get centre(): Point {
    return [this.width / 2, this.height / 2];
  }

  toPlane = (at: Point): Point => at;

  move(dx: number, dy: number): void {
    this.#put(this.shift[0] + dx, this.shift[1] + dy);
  }

  /** Nearer or farther round a point of the frame, which stays under the finger. */
  zoom(factor: number, around: Point = this.centre): void {
    const before = this.scale;
    this.scale = Math.min(NEAREST, Math.max(1, before * factor));
    const by = this.scale / before;
    const [x, y] = [around[0] - this.width / 2, around[1] - this.height / 2];
    this.#put(x - (x - this.shift[0]) * by, y - (y - this.shift[1]) * by);
  }

  fit(): void {
    this.scale = 1;
    this.shift = [0, 0];
  }

  turn(): void {
    this.turns = (this.turns + 1) % 4;
  }

  #put(x: number, y: number): void {
    const most = (side: number) => (side * (this.scale - 1)) / 2;
    const within = (at: number, side: number) => Math.min(most(side), Math.max(-most(side), at));
    this.shift = [within(x, this.width), within(y, this.height)];
  }
}
