export type Theme = 'night' | 'day';

const KEY = 'theme';
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** Night and day: what the person chose, else the system's wish, else dark by the clock. */
class ThemeChoice {
  chosen = $state<Theme | undefined>(read());
  #system = $state<Theme>(bySystem());
  current = $derived(this.chosen ?? this.#system);

  constructor() {
    systemIsDark.addEventListener('change', () => {
      this.#system = bySystem();
      this.#apply();
    });
    this.#apply();
  }

  /** `undefined` follows the system again. */
  choose(theme: Theme | undefined): void {
    this.chosen = theme;
    try {
      if (theme) localStorage.setItem(KEY, theme);
      else localStorage.removeItem(KEY);
    } catch {
      // Forbidden storage only means that the choice ends with the page.
    }
    this.#apply();
  }

  #apply(): void {
    document.documentElement.dataset.theme = this.current;
    const ground = this.current === 'night' ? '#0b1220' : '#f5f7fb';
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', ground);
  }
}

function bySystem(): Theme {
  const hour = new Date().getHours();
  return systemIsDark.matches || hour >= 20 || hour < 6 ? 'night' : 'day';
}

function read(): Theme | undefined {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'night' || kept === 'day' ? kept : undefined;
  } catch {
    return undefined;
  }
}

export const theme = new ThemeChoice();
