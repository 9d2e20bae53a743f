/**
 * Where I am: as the phone says, or as the sign said that I scanned last. It stays on this phone unless I share it; then the desk has my
 * last place, while I am on duty.
 */
import { Problem } from '../../../api/problem';
import { device } from '../../../device/here';
import type { Venue } from '../../../api/wire';
import type { Session } from '../state/session.svelte';
import type { Plan } from '../../../ui/map/plan';
import type { Spot } from './way';

const WISH = 'patrol-share';
const EACH_MS = 20_000;
/** So long a sign is believed more than a phone inside a building. */
const SIGN_MS = 300_000;
const SIGN_ACCURACY_M = 5;

interface Known {
  lat: number;
  lon: number;
  accuracy_m: number;
  at: number;
  floor?: string;
}

export class Here {
  /** I wish to share it. */
  wish = $state(wished());
  /** The server has my place. */
  shared = $state(false);
  looking = $state(false);
  trouble = $state<'refused' | 'off_duty'>();
  known = $state.raw<Known>();
  #stop: (() => void) | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #session: Session;
  #level: (floor: string | undefined) => number | undefined = () => undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  spot(plan: Plan | undefined): Spot | undefined {
    const { known } = this;
    if (plan === undefined || known === undefined) return undefined;
    return { at: plan.projection.toPlane([known.lon, known.lat]), floor: known.floor };
  }

  /** Begins to ask the phone. */
  locate(): void {
    if (this.#stop !== undefined) return;
    this.looking = true;
    this.#stop = device.locate((position) => {
      if (position === undefined) {
        this.trouble = 'refused';
        return;
      }
      if (this.trouble === 'refused') this.trouble = undefined;
      const sign = this.known?.floor !== undefined && Date.now() - this.known.at < SIGN_MS;
      const first = this.known === undefined;
      if (!sign) this.known = { ...position, at: Date.now() };
      if (first) void this.#tell();
    });
  }

  /** A sign says where I am, and on which floor. */
  stand(plate: Venue['plates'][number]): void {
    this.known = { lat: plate.lat, lon: plate.lon, accuracy_m: SIGN_ACCURACY_M, at: Date.now(), floor: plate.floor };
    this.trouble = undefined;
    void this.#tell();
  }

  resume(level: (floor: string | undefined) => number | undefined): void {
    this.#level = level;
    this.#timer ??= setInterval(() => void this.#tell(), EACH_MS);
    if (!this.wish) return;
    this.locate();
    void this.#tell();
  }

  share(): void {
    this.#wish(true);
    this.trouble = undefined;
    this.locate();
    void this.#tell();
  }

  async end(): Promise<void> {
    this.#wish(false);
    this.shared = false;
    await this.#session.ask('/desk/me/place', {}, { method: 'DELETE' }).catch(() => undefined);
  }

  /** I have gone on a break or off: the server has forgotten it, and it is for me to begin anew. */
  offDuty(): void {
    this.#wish(false);
    this.shared = false;
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.looking = false;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #tell(): Promise<void> {
    const { known } = this;
    if (!this.wish || known === undefined) return;
    const level = this.#level(known.floor);
    const body = {
      latitude: known.lat,
      longitude: known.lon,
      accuracy_m: known.accuracy_m,
      ...(level !== undefined && { level }),
    };
    const init = { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    try {
      await this.#session.ask('/desk/me/place', {}, init);
      // Ended while this was on its way.
      if (!this.wish) return void this.end();
      this.shared = true;
      if (this.trouble === 'off_duty') this.trouble = undefined;
    } catch (error) {
      this.shared = false;
      if (!(error instanceof Problem) || error.status !== 409) return;
      this.#wish(false);
      this.trouble = 'off_duty';
    }
  }

  #wish(on: boolean): void {
    this.wish = on;
    try {
      if (on) sessionStorage.setItem(WISH, 'on');
      else sessionStorage.removeItem(WISH);
    } catch {
      // Without storage the wish ends with the page.
    }
  }
}

function wished(): boolean {
  try {
    return sessionStorage.getItem(WISH) === 'on';
  } catch {
    return false;
  }
}
