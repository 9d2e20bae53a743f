/** The desk's clock: one tick a second for every countdown, corrected to the server's time. */
export class Clock {
  now = $state(Date.now());
  #offset = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** What a server said the time is; a few seconds of network are no reason to correct. */
  hear(date: string | null): void {
    const server = date === null ? Number.NaN : Date.parse(date);
    if (Number.isNaN(server)) return;
    const offset = server - Date.now();
    this.#offset = Math.abs(offset) > 3000 ? offset : 0;
  }

  start(): void {
    this.#timer ??= setInterval(() => (this.now = Date.now() + this.#offset), 1000);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
