const KEY = 'forget';

/** Whether what is sent from this phone shall go from it by itself. */
class Forgetting {
  on = $state(read());

  set(on: boolean): void {
    this.on = on;
    try {
      if (on) localStorage.setItem(KEY, 'on');
      else localStorage.removeItem(KEY);
    } catch {
      // Forbidden storage only means that the choice ends with the page.
    }
  }
}

function read(): boolean {
  try {
    return localStorage.getItem(KEY) === 'on';
  } catch {
    return false;
  }
}

export const forgetting = new Forgetting();
