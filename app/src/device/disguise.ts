import type { Disguise } from './device';

const KEY = 'neutral';

/** In a browser: the manifest by which the app is put on a home screen, and the picture in the tab. */
export class WebDisguise implements Disguise {
  on = read();

  constructor() {
    this.#show();
  }

  set(on: boolean): Promise<void> {
    this.on = on;
    try {
      if (on) localStorage.setItem(KEY, 'on');
      else localStorage.removeItem(KEY);
    } catch {
      // Forbidden storage only means that the choice ends with the page.
    }
    this.#show();
    return Promise.resolve();
  }

  #show(): void {
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
