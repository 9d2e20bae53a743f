import { worn } from './worn';

/** Remembers for the next start, in the plain, no more than that a badge is here. */
export function setWorn(on: boolean): void {
  worn.on = on;
  try {
    if (on) localStorage.setItem('badge', 'on');
    else localStorage.removeItem('badge');
  } catch {
    // Forbidden storage only means that the badge must be looked for anew.
  }
}
