import { device } from './here';

/** A camera that looks for squares, for as long as its screen is open. Made while a component is. */
export class Viewfinder {
  /** Where the picture is shown; there while it looks. */
  video = $state<HTMLVideoElement | undefined>();
  looking = $state(false);
  #stop = new AbortController();

  constructor() {
    $effect(() => () => this.#stop.abort());
  }

  get isThere(): boolean {
    return device.scan !== undefined;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Answers the square that was enough, by itself the first. Rejects where the camera does not open. */
  async look(enough?: (read: string) => boolean): Promise<string | undefined> {
    this.looking = true;
    this.#stop = new AbortController();
    // The picture's place is drawn first.
    await Promise.resolve();
    try {
      return this.video && (await device.scan?.(this.video, this.#stop.signal, enough));
    } finally {
      this.looking = false;
    }
  }
}
