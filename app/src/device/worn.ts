/**
 * That somebody's badge is on this device; the badge itself lies sealed. What knows more is loaded only where there is one:
 * travellers have none. Signing in is a screen of its own, and every other is made anew after it.
 */
export const worn = { on: read() };

/** Nothing without a badge, nor where the code cannot be had: then nobody's name goes anywhere. */
export const badgeHere = async () =>
  worn.on ? import('./badge.svelte').then(({ badge }) => badge).catch(() => undefined) : undefined;

function read(): boolean {
  try {
    return 'badge' in localStorage;
  } catch {
    return false;
  }
}
