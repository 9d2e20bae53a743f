/** What was just done and can be taken back for a while, whatever it was: one line, one key. */
export interface Undo {
  /** What was done, in the language that is spoken when it is read. */
  said: () => string;
  back: () => Promise<unknown>;
  /** An incident whose own main act is the same way back. */
  shownAt?: string;
}

/** For so long it is offered; the server takes it a little longer. */
export const UNDO_S = 10;

export class Undoing {
  undo = $state.raw<Undo>();
  secondsLeft = $state(0);
  #timer: ReturnType<typeof setInterval> | undefined;

  offer(undo: Undo): void {
    clearInterval(this.#timer);
    this.undo = undo;
    this.secondsLeft = UNDO_S;
    this.#timer = setInterval(() => {
      this.secondsLeft -= 1;
      if (this.secondsLeft <= 0) this.forget();
    }, 1000);
  }

  async takeBack(): Promise<void> {
    const { undo } = this;
    if (undo === undefined) return;
    this.forget();
    await undo.back();
  }

  forget(): void {
    clearInterval(this.#timer);
    this.undo = undefined;
  }
}
