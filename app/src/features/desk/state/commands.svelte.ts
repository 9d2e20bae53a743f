/** An officer's acts, each with the version it was decided on. A stale one changes nothing and shows what is so now. */
import { Problem } from '../../../api/problem';
import { STATUS_OF, type ActName, type FormName } from '../acts';
import { changes, type Changed } from '../merge';
import type { Reroute } from '../reroute';
import type { Incident, Me, Priority } from '../wire';
import type { Desk } from './desk.svelte';
import type { Session } from './session.svelte';

export type Told =
  | { kind: 'stale'; incident: Incident; changed: Changed[]; merging: boolean }
  | { kind: 'failed'; problem: Problem | undefined };

export type Busy = ActName | 'assign' | 'merge' | 'split';

export class Commands {
  busy = $state<Busy>();
  told = $state.raw<Told>();
  form = $state<FormName>();
  /** What is begun for one incident waits there, and is never sent to another. */
  readonly drafts = new Map<string, string>();
  onDone: (id: string) => void = () => undefined;
  onMessage: () => void = () => undefined;
  onAsk: () => void = () => undefined;
  #session: Session;
  #desk: Desk;

  constructor(session: Session, desk: Desk) {
    this.#session = session;
    this.#desk = desk;
  }

  /** A key or a press: goes at once, or opens the form that asks what is missing. */
  start(act: ActName, incident: Incident, me: Me): void {
    if (!this.#desk.isLive || this.busy !== undefined) return;
    this.told = undefined;
    const to = STATUS_OF[act];
    if (act === 'acknowledge') void this.#send(act, incident, 'acknowledge', {});
    else if (act === 'take') void this.#send(act, incident, 'assign', { officer: me.id });
    else if (to !== undefined) void this.#send(act, incident, 'status', { to });
    else if (act === 'unmerge') void this.unmerge(incident);
    else if (act === 'message') this.onMessage();
    else if (act === 'ask') this.onAsk();
    else this.form = this.form === act ? undefined : (act as FormName);
  }

  resolve = (incident: Incident, disposition: string): Promise<boolean> =>
    this.#send('resolve', incident, 'status', { to: 'resolved', disposition });

  reroute = (incident: Incident, to: Reroute): Promise<boolean> =>
    this.#send('reroute', incident, 'reroute', { ...to });

  priority = (incident: Incident, to: Priority, reason: string): Promise<boolean> =>
    this.#send('priority', incident, 'priority', { to, reason });

  assign = (incident: Incident, officer: string): Promise<boolean> =>
    this.#send('assign', incident, 'assign', { officer });

  /** Both as they were seen: whoever is stale says so, and the comparison stays open. */
  merge = (from: Incident, into: Incident): Promise<boolean> =>
    this.#send('merge', from, 'merge', { into: into.id, into_version: into.version }, true, into);

  split = (incident: Incident, reports: string[]): Promise<boolean> =>
    this.#send('split', incident, 'split', { reports });

  unmerge = (incident: Incident): Promise<boolean> => this.#send('unmerge', incident, 'unmerge', {});

  // Words are added, nothing is decided on: they need no version and are never stale.
  note = (incident: Incident, text: string): Promise<boolean> => this.#send('note', incident, 'note', { text }, false);

  message = (incident: Incident, text: string, reports: string[] | undefined): Promise<boolean> =>
    this.#send('message', incident, 'message', { text, ...(reports && { reports }) }, false);

  /** A card, which every reporter reads in their own language. */
  card = (incident: Incident, card: string, reports: string[] | undefined): Promise<boolean> =>
    this.#send('ask', incident, 'message', { card, ...(reports && { reports }) }, false);

  async #send(
    act: Busy,
    incident: Incident,
    command: string,
    body: object,
    versioned = true,
    into?: Incident,
  ): Promise<boolean> {
    if (!this.#desk.isLive || this.busy !== undefined) return false;
    this.busy = act;
    this.told = undefined;
    try {
      const decided = versioned ? { version: incident.version, ...body } : body;
      const after = await this.#session.send<Incident>(`/desk/incidents/${incident.id}/${command}`, decided);
      this.#desk.answer(after);
      this.form = undefined;
      return true;
    } catch (error) {
      this.told = this.#explain(error, incident, into);
      if (this.told.kind === 'stale' && act !== 'merge' && act !== 'split') this.form = undefined;
      return false;
    } finally {
      this.busy = undefined;
      this.onDone(incident.id);
      if (into !== undefined) this.onDone(into.id);
    }
  }

  #explain(error: unknown, before: Incident, into: Incident | undefined): Told {
    if (!(error instanceof Problem)) return { kind: 'failed', problem: undefined };
    const now = error.body?.['incident'] as Incident | undefined;
    if (error.status !== 409 || now === undefined) return { kind: 'failed', problem: error };
    this.#desk.answer(now);
    const seen = now.id === into?.id ? into : before;
    return { kind: 'stale', incident: now, changed: changes(seen, now), merging: into !== undefined };
  }
}
