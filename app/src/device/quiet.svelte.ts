/** Quiet mode: no sound, no buzz, a dimmer screen. On by itself when it is dark; the person has the last word. */
class Quiet {
  on = $state(read());

  constructor() {
    this.#apply();
  }

  set(on: boolean): void {
    this.on = on;
    try {
      localStorage.setItem('quiet', on ? 'on' : 'off');
    } catch {
      // Forbidden storage only means that the choice ends with the page.
    }
    this.#apply();
  }

  /** A touch that tells the thumb "taken", unless silence was asked for. */
  buzz(): void {
    if (!this.on) navigator.vibrate?.(20);
  }

  #apply(): void {
    document.documentElement.dataset['quiet'] = this.on ? 'on' : 'off';
  }
}

function read(): boolean {
  try {
    const kept = localStorage.getItem('quiet');
    if (kept) return kept === 'on';
  } catch {
    // Falls through to the clock.
  }
  return document.documentElement.dataset['theme'] === 'night';
}

export const quiet = new Quiet();
