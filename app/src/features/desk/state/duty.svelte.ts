/** What I say of my own duty: on, busy, on a break, off. What would leave a zone or a skill to nobody is refused, and says what. */
import { Problem } from '../../../api/problem';
import { language } from '../../../i18n/language.svelte';
import type { DutyState, OfficerDuty } from '../wire';
import type { Session } from './session.svelte';

export class OwnDuty {
  /** Absent while it is not known, or where I am not on shift. */
  mine = $state.raw<OfficerDuty>();
  changing = $state(false);
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

  async say(state: DutyState): Promise<void> {
    if (this.changing || state === this.mine?.state) return;
    this.changing = true;
    this.refused = undefined;
    try {
      const init = { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ state }) };
      this.mine = (await (await this.#session.ask('/desk/duty', {}, init)).json()) as OfficerDuty;
      await this.#session.refreshMe();
    } catch (error) {
      this.refused = error instanceof Problem ? error.sentence(language.current) : undefined;
      this.refused ??= '';
    }
    this.changing = false;
  }
}
