import { describe, expect, it } from 'vitest';
import { Lens } from './lens.svelte';

function lens(): Lens {
  const made = new Lens();
  [made.width, made.height] = [400, 300];
  return made;
}

describe('the lens over a photo', () => {
  it('keeps what is under the finger there while it comes nearer', () => {
    const one = lens();
    one.zoom(2, [300, 150]);
    expect(one.scale).toBe(2);
    // 100 right of the middle before; drawn twice as large and moved back by as much.
    expect(one.shift).toEqual([-100, 0]);
  });
  it('moves a photo that is near, and none that is seen whole', () => {
    const one = lens();
    one.move(50, 50);
    expect(one.shift).toEqual([0, 0]);
    one.zoom(2);
    one.move(50, -20);
    expect(one.shift).toEqual([50, -20]);
  });
  it('never loses the photo out of its frame', () => {
    const one = lens();
    one.zoom(2);
    one.move(9_000, -9_000);
    expect(one.shift).toEqual([200, -150]);
    one.zoom(0.5);
    expect(one.shift.map(Math.abs)).toEqual([0, 0]);
  });
  it('has a nearest, and nothing farther than the whole', () => {
    const one = lens();
    for (let nth = 0; nth < 20; nth++) one.zoom(1.5);
    expect(one.scale).toBe(8);
    for (let nth = 0; nth < 20; nth++) one.zoom(1 / 1.5);
    expect([one.scale, one.near]).toEqual([1, false]);
  });
  it('is turned by quarters, and lies as before after four', () => {
    const one = lens();
    for (const turns of [1, 2, 3, 0]) {
      one.turn();
      expect(one.turns).toBe(turns);
    }
  });
});
