const KEY = 'neutral';
const NAMES = { own: 'See Say Act', neutral: 'Travel notes' };

/** Under which name and picture the app is put on a home screen, and stands in the tab: its own, or one that says nothing. */
class Neutral {
  on = $state(read());

  constructor() {
    this.#apply();
  }

  set(on: boolean): void {
    this.on = on;
    try {
      if (on) localStorage.setItem(KEY, 'on');
      else localStorage.removeItem(KEY);
    } catch {
      // Forbidden storage only means that the choice ends with the page.
    }
    this.#apply();
  }

  /** What stands behind the page's title in the tab and in the list of open apps. */
  get name(): string {
    return this.on ? NAMES.neutral : NAMES.own;
  }

  #apply(): void {
    const link = (rel: string, href: string) =>
      document.querySelector(`link[rel='${rel}']`)?.setAttribute('href', href);
    link('manifest', this.on ? '/notes.webmanifest' : '/manifest.webmanifest');
    link('icon', this.on ? '/icons/notes.svg' : '/icons/mark.svg');
    link('apple-touch-icon', this.on ? '/icons/notes-192.png' : '/icons/icon-192.png');
  }
}

function read(): boolean {
  try {
    return localStorage.getItem(KEY) === 'on';
  } catch {
    return false;
  }
}

export const neutral = new Neutral();
