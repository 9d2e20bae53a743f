/** The roll of a shift, read anew as duty changes and time passes. What a supervisor says of somebody is answered with the roll as it is then. */
import { Problem } from '../../../api/problem';
import { language } from '../../../i18n/language.svelte';
import type { Roll, RollPerson } from '../wire';
import type { Session } from './session.svelte';

export type Shift = 'now' | 'next';

/** Whoever is here, of all who should be. */
export const here = (roll: Roll): RollPerson[] =>
  roll.people.filter((one) => one.standing === 'seen' || one.standing === 'present');

export class Rolling {
  shift = $state<Shift>('now');
  roll = $state.raw<Roll>();
  failed = $state(false);
  busy = $state(false);
  /** Why the last word was refused; empty where nobody says. */
  refused = $state<string>();
  #session: Session;
  #reading = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  async read(venue: string): Promise<void> {
    const nth = ++this.#reading;
    try {
      const roll = await this.#session.read<Roll>('/desk/roll', { venue, shift: this.shift });
      if (nth !== this.#reading) return;
      [this.roll, this.failed] = [roll, false];
    } catch {
      if (nth === this.#reading) this.failed = true;
    }
  }

  async show(shift: Shift, venue: string): Promise<void> {
    this.shift = shift;
    this.roll = undefined;
    await this.read(venue);
  }

  async call(one: RollPerson, venue: string, present: boolean): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refused = undefined;
    try {
      await this.#session.send<Roll>(`/desk/roll/${one.officer.id}`, { venue, starts: one.starts, present });
      await this.read(venue);
    } catch (error) {
      this.refused = (error instanceof Problem && error.sentence(language.current)) || '';
    } finally {
      this.busy = false;
    }
  }
}
