import { expect, test } from 'vitest';
import type { Disguise } from './device';

/** What a suite needs to make a disguise stand on a device. */
export interface Wardrobe {
  /** The app begins, or begins anew on the same device. */
  open: () => Promise<Disguise>;
  /** What is to be seen on the device, whatever the page believes: `undefined` where that cannot be seen from here. */
  shows: () => 'own' | 'neutral' | undefined;
  /** From now on the device cannot keep anything; absent where it never fails. */
  breaks?: () => void;
}

/** What every disguise promises, whichever device it lives on. `tests/desktop/window.mjs` holds the real window to it. */
export function disguiseContract(stand: () => Wardrobe): void {
  test('the app goes by its own name until somebody asks for another', async () => {
    const { open, shows } = stand();
    expect((await open()).on).toBe(false);
    expect(shows()).toBe('own');
  });

  test('what was chosen is seen at once, and at the next start', async () => {
    const { open, shows } = stand();
    const first = await open();
    await first.set(true);
    expect([first.on, shows()]).toEqual([true, 'neutral']);
    const second = await open();
    expect([second.on, shows()]).toEqual([true, 'neutral']);
    await second.set(false);
    expect([second.on, shows(), (await open()).on]).toEqual([false, 'own', false]);
  });

  test('said twice it is as said once', async () => {
    const { open, shows } = stand();
    const disguise = await open();
    await disguise.set(true);
    await disguise.set(true);
    expect([disguise.on, shows()]).toEqual([true, 'neutral']);
  });

  test('a device that cannot says so, and nothing has changed', async () => {
    const { open, shows, breaks } = stand();
    if (!breaks) return;
    const disguise = await open();
    breaks();
    await expect(disguise.set(true)).rejects.toBeDefined();
    expect([disguise.on, shows(), (await open()).on]).toEqual([false, 'own', false]);
  });
}
