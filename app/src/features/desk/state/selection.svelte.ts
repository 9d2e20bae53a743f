/**
 * Several incidents chosen together, and one act on all of them. Each is told with the version it was seen at; what became of each is
 * said, and one undo takes back all that went.
 */
import { SvelteSet } from 'svelte/reactivity';
import { Problem } from '../../../api/problem';
import type { BulkAct } from '../acts';
import type { Reroute } from '../reroute';
import type { Incident, Me } from '../wire';
import { t } from '../words';
import type { Desk } from './desk.svelte';
import type { Marks } from './marks.svelte';
import type { Session } from './session.svelte';
import type { Undoing } from './undoing.svelte';

export type BulkForm = 'resolve' | 'snooze' | 'reroute';

/** What became of one of them. */
export interface Outcome {
  incident: Incident;
  /** `stale`: somebody decided meanwhile, and it is shown as it stands. */
  state: 'done' | 'stale' | 'refused';
}

export class Selection {
  ids = new SvelteSet<string>();
  form = $state<BulkForm>();
  busy = $state(false);
  outcomes = $state.raw<Outcome[]>([]);
  #session: Session;
  #desk: Desk;
  #marks: Marks;
  #undoing: Undoing;

  constructor(session: Session, desk: Desk, marks: Marks, undoing: Undoing) {
    this.#session = session;
    this.#desk = desk;
    this.#marks = marks;
    this.#undoing = undoing;
  }

  /** In the order in which they were chosen, as they stand now. */
  incidents = $derived([...this.ids].flatMap((id) => this.#desk.byId(id) ?? []));

  get active(): boolean {
    return this.ids.size > 0;
  }

  get failed(): Outcome[] {
    return this.outcomes.filter(({ state }) => state !== 'done');
  }

  has = (id: string): boolean => this.ids.has(id);

  toggle(id: string): void {
    this.outcomes = [];
    if (!this.ids.delete(id)) this.ids.add(id);
  }

  /** Walking with Shift chooses what one leaves and what one comes to. */
  extend(from: string | undefined, to: string | undefined): void {
    this.outcomes = [];
    for (const id of [from, to]) if (id !== undefined) this.ids.add(id);
  }

  clear(): void {
    this.ids.clear();
    this.form = undefined;
    this.outcomes = [];
  }

  /** A key or a press: goes at once, or opens the form that asks what is missing. */
  start(act: BulkAct, me: Me): void {
    if (this.busy || !this.#desk.isLive) return;
    if (act === 'acknowledge') void this.acknowledge();
    else if (act === 'take') void this.take(me);
    else this.form = this.form === act ? undefined : act;
  }

  acknowledge = (): Promise<void> => this.#each('acknowledge', 'acknowledge', {});
  take = (me: Me): Promise<void> => this.#each('take', 'assign', { officer: me.id });
  resolve = (disposition: string): Promise<void> => this.#each('resolve', 'status', { to: 'resolved', disposition });
  reroute = (to: Reroute): Promise<void> => this.#each('reroute', 'reroute', { ...to });

  async snooze(until: Date): Promise<void> {
    await this.#run(
      'snooze',
      async (incident) => {
        await this.#marks.snooze(incident.id, until);
        return incident;
      },
      (incident) => this.#marks.snooze(incident.id, new Date(0)),
    );
  }

  #each(act: BulkAct, command: string, body: object): Promise<void> {
    const tell = (id: string, what: string, version: number, more: object = {}) =>
      this.#session.send<Incident>(`/desk/incidents/${id}/${what}`, { version, ...more });
    return this.#run(
      act,
      async (incident) => {
        const after = await tell(incident.id, command, incident.version, body);
        this.#marks.follow(incident.id, incident.version, after.version);
        this.#desk.answer(after);
        return after;
      },
      async (after) => this.#desk.answer(await tell(after.id, 'undo', after.version)),
    );
  }

  /** One after the other, so that the log tells them in the order of the queue; what fails keeps nothing else from going. */
  async #run(
    act: BulkAct,
    tell: (incident: Incident) => Promise<Incident>,
    back: (after: Incident) => Promise<void>,
  ): Promise<void> {
    if (this.busy || !this.#desk.isLive) return;
    this.busy = true;
    this.form = undefined;
    this.#undoing.forget();
    const done: Incident[] = [];
    const outcomes: Outcome[] = [];
    for (const incident of this.incidents) {
      try {
        done.push(await tell(incident));
        outcomes.push({ incident, state: 'done' });
        this.ids.delete(incident.id);
      } catch (error) {
        const now = error instanceof Problem ? (error.body?.['incident'] as Incident | undefined) : undefined;
        if (now !== undefined) this.#desk.answer(now);
        outcomes.push({ incident: now ?? incident, state: now === undefined ? 'refused' : 'stale' });
      }
    }
    this.outcomes = outcomes;
    this.busy = false;
    if (done.length === 0) return;
    const count = done.length;
    this.#undoing.offer({
      said: () => t(`bulk.did_${act}`, { count }),
      back: () => this.#takeBack(done, back),
    });
  }

  async #takeBack(done: Incident[], back: (after: Incident) => Promise<void>): Promise<void> {
    this.outcomes = [];
    const left: Outcome[] = [];
    for (const after of done) {
      try {
        await back(after);
        this.ids.add(after.id);
      } catch {
        left.push({ incident: this.#desk.byId(after.id) ?? after, state: 'stale' });
      }
    }
    this.outcomes = left;
  }
}
