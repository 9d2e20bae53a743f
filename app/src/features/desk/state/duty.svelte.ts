/** What I say of my own duty: on, busy, on a break, off. What would leave a zone or a skill to nobody is refused, and says what. */
import { Problem } from '../../../api/problem';
import { language } from '../../../i18n/language.svelte';
import type { DutyState, OfficerDuty } from '../wire';
import type { Session } from './session.svelte';

const DAY_MS = 86_400_000;

export class OwnDuty {
  /** Absent while it is not known, or where I am not on shift. */
  mine = $state.raw<OfficerDuty>();
  changing = $state(false);
  /** Shown once, as long as this page is open. */
  calendar = $state<string>();
  /** Why the last wish was refused. */
  refused = $state<string>();
  #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async read(): Promise<void> {
    const all = await this.#session.read<{ items: OfficerDuty[] }>('/desk/duty').catch(() => undefined);
    if (all !== undefined) this.mine = all.items.find((one) => one.officer.id === this.#session.me?.id);
  }

  say(state: DutyState): Promise<void> {
    if (state === this.mine?.state) return Promise.resolve();
    return this.#tell({ state });
  }

  /** Ill for so many days from now, on shift or not. Nobody has to agree to that. */
  ill(days: number): Promise<void> {
    return this.#tell({ state: 'sick', until: new Date(Date.now() + days * DAY_MS).toISOString() });
  }

  /** An address at which a calendar program finds my shifts. The one before opens nothing any more. */
  openCalendar(): Promise<void> {
    return this.#change(async () => {
      this.calendar = (await this.#session.send<{ url: string }>('/desk/roster/feed', {})).url;
    });
  }

  #tell(said: { state: DutyState; until?: string }): Promise<void> {
    return this.#change(async () => {
      const init = { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(said) };
      this.mine = (await (await this.#session.ask('/desk/duty', {}, init)).json()) as OfficerDuty;
      await this.#session.refreshMe();
    });
  }

  async #change(act: () => Promise<void>): Promise<void> {
    if (this.changing) return;
    this.changing = true;
    this.refused = undefined;
    try {
      await act();
    } catch (error) {
      this.refused = error instanceof Problem ? error.sentence(language.current) : undefined;
      this.refused ??= '';
    }
    this.changing = false;
  }
}
