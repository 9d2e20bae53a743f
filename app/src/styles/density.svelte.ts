export type Density = 'calm' | 'normal' | 'dense';

const KEY = 'desk-density';
export const DENSITIES: readonly Density[] = ['calm', 'normal', 'dense'];

/** How close the desk's rows stand, kept on this device. `normal` is as drawn. */
class DensityChoice {
  current = $state<Density>(read());

  choose(density: Density): void {
    this.current = density;
    try {
      localStorage.setItem(KEY, density);
    } catch {
      // Forbidden storage only means that the choice ends with the page.
    }
    this.apply();
  }

  apply(): void {
    document.documentElement.dataset['density'] = this.current;
  }
}

function read(): Density {
  try {
    return DENSITIES.find((one) => one === localStorage.getItem(KEY)) ?? 'normal';
  } catch {
    return 'normal';
  }
}

export const density = new DensityChoice();
