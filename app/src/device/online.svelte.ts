/** Whether the device believes in a network. A hint for sentences, never a reason not to try. */
class Online {
  now = $state(navigator.onLine);

  constructor() {
    addEventListener('online', () => (this.now = true));
    addEventListener('offline', () => (this.now = false));
  }
}

export const online = new Online();
