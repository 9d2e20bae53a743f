/** An officer's acts, each with the version it was decided on. A stale one changes nothing and shows what is so now. */
import { Problem } from '../../../api/problem';
import { STATUS_OF, type ActName, type FormName } from '../acts';
import { changes, type Changed } from '../merge';
import { isOver } from '../ordering';
import type { Reroute } from '../reroute';
import type { Incident, IncidentPage, Me, Priority } from '../wire';
import type { Desk } from './desk.svelte';
import { knows, t } from '../words';
import type { Session } from './session.svelte';
import type { Undoing } from './undoing.svelte';

export type Told =
  | { kind: 'stale'; incident: Incident; changed: Changed[]; doing: 'act' | 'merge' | 'undo' }
  | { kind: 'failed'; problem: Problem | undefined };

export type Busy = ActName | 'assign' | 'merge' | 'split' | 'undo';

/** A call for help that does not get through is tried again so often, after so long each time. */
const HELP_TRIES = 15;
const HELP_PAUSE_MS = 2000;

/** The call alone moved it. One that is repeated changes nothing: the version it is answered with may be somebody else's. */
export const isFirstCall = (before: Incident | undefined, after: Incident, me: string | undefined): boolean =>
  before?.id === after.id && before.help?.by.id !== me && after.version === before.version + 1;

export class Commands {
  busy = $state<Busy>();
  told = $state.raw<Told>();
  form = $state<FormName>();
  /** A call for help on its way: nobody has heard it while it is `unsent`. */
  call = $state<'calling' | 'unsent'>();
  /** The version that one's own call for help left each incident at, where nobody else decided anything before it. */
  readonly calls = new Map<string, number>();
  /** What is begun for one incident waits there, and is never sent to another. */
  readonly drafts = new Map<string, string>();
  onDone: (id: string) => void = () => undefined;
  onMessage: () => void = () => undefined;
  onAsk: () => void = () => undefined;
  /** Ready messages are wanted: cards that only say something. */
  onReady: () => void = () => undefined;
  onSnooze: (incident: Incident, until: Date) => Promise<void> = () => Promise.resolve();
  onWatch: (incident: Incident) => void = () => undefined;
  /** One's own step: what one has put off stays so. */
  onStep: (id: string, from: number, to: number) => void = () => undefined;
  /** The incident as it stood when a form was opened: what is chosen in the form is decided on that. */
  #seen: Incident | undefined;
  #undoing: Undoing;
  #session: Session;
  #desk: Desk;

  constructor(session: Session, desk: Desk, undoing: Undoing) {
    this.#session = session;
    this.#desk = desk;
    this.#undoing = undoing;
  }

  /** A key or a press: goes at once, or opens the form that asks what is missing. */
  start(act: ActName, incident: Incident, me: Me): void {
    if (act === 'help') return void this.help(incident);
    if (!this.#desk.isLive || this.busy !== undefined) return;
    this.told = undefined;
    const to = STATUS_OF[act];
    if (this.form === 'more') this.form = undefined;
    if (act === 'acknowledge') void this.#send(act, incident, 'acknowledge', {});
    else if (act === 'take') void this.#send(act, incident, 'assign', { officer: me.id });
    else if (to !== undefined) void this.#send(act, incident, 'status', { to });
    else if (act === 'unmerge') void this.unmerge(incident);
    else if (act === 'message') this.onMessage();
    else if (act === 'ask') this.onAsk();
    else if (act === 'watch') this.onWatch(incident);
    else {
      this.form = this.form === act ? undefined : (act as FormName);
      this.#seen = incident;
    }
  }

  /** What has no place in the bar. */
  more(): void {
    this.told = undefined;
    this.form = this.form === 'more' ? undefined : 'more';
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

  /** Puts it off for oneself; a time that has passed brings it back. */
  async snooze(incident: Incident, until: Date): Promise<void> {
    try {
      await this.onSnooze(incident, until);
      this.form = undefined;
      if (until.getTime() > 0)
        this.#undoing.offer({
          said: () => t('undo.did_snooze', { number: incident.number }),
          back: () => this.onSnooze(incident, new Date(0)).catch(() => undefined),
        });
    } catch (error) {
      this.told = this.#explain(error, 'snooze', incident, undefined);
    }
  }

  /** By the number people say. Answers what was wrong, if anything. */
  async link(incident: Incident, number: string): Promise<'unknown' | 'failed' | undefined> {
    try {
      const known = this.#desk.byNumber(number.toUpperCase());
      const found = known ? [known] : (await this.#session.read<IncidentPage>('/desk/incidents', { q: number })).items;
      const other = found.find((one) => one.number.toUpperCase() === number.toUpperCase());
      if (other === undefined || other.id === incident.id) return 'unknown';
      await this.#session.send(`/desk/incidents/${incident.id}/link`, { to: other.id });
      this.form = undefined;
      this.onDone(incident.id);
      this.#undoing.offer({
        said: () => t('undo.did_link', { number: incident.number, other: other.number }),
        back: () => this.unlink(incident, other.id),
      });
      return undefined;
    } catch {
      return 'failed';
    }
  }

  async unlink(incident: Incident, other: string): Promise<void> {
    try {
      await this.#session.send(`/desk/incidents/${incident.id}/unlink`, { to: other });
    } catch (error) {
      this.told = this.#explain(error, 'link', incident, undefined);
    }
    this.onDone(incident.id);
  }

  /** Takes a command back; `after` is what it left. */
  undo = (after: Incident): Promise<boolean> => this.#send('undo', after, 'undo', {});

  /** Needs no version, waits for no other act, and is tried again until the server has it. */
  async help(incident: Incident): Promise<void> {
    this.#undoing.forget();
    this.call = 'calling';
    // As it stood: the stream may tell of the call before its answer comes.
    const before = this.#desk.byId(incident.id);
    for (let left = HELP_TRIES; left > 0; left--) {
      try {
        const after = await this.#session.send<Incident>(`/desk/incidents/${incident.id}/help`, {});
        this.told = this.call = undefined;
        if (isFirstCall(before, after, this.#session.me?.id)) this.calls.set(after.id, after.version);
        this.took('help', incident, after);
        this.onDone(incident.id);
        return;
      } catch (error) {
        this.told = this.#explain(error, 'help', incident, undefined);
        this.call = 'unsent';
        if (error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429) return;
        await new Promise((done) => setTimeout(done, HELP_PAUSE_MS));
      }
    }
  }

  /** Whatever can be taken back is offered for a while. */
  took(act: Busy, before: Incident, after: Incident): void {
    this.onStep(before.id, before.version, after.version);
    this.#desk.answer(after);
    const key = `undo.did_${act}`;
    if (!knows(key) || after.version === before.version) return;
    this.#undoing.offer({ said: () => t(key, { number: after.number }), back: () => this.undo(after) });
  }

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
    // The key for taking back must never mean the act before this one.
    this.#undoing.forget();
    const seen = this.form === act && this.#seen?.id === incident.id ? this.#seen : incident;
    try {
      const decided = versioned ? { version: seen.version, ...body } : body;
      const after = await this.#session.send<Incident>(`/desk/incidents/${incident.id}/${command}`, decided);
      this.took(act, incident, after);
      this.form = undefined;
      return true;
    } catch (error) {
      const told = (this.told = this.#explain(error, act, seen, into));
      if (told.kind === 'stale' && act !== 'merge' && act !== 'split') {
        // What was chosen and written stays beside what is so now, and can be decided again; unless there is nothing left to decide.
        if (isOver(told.incident)) this.form = undefined;
        this.#seen = told.incident;
      }
      return false;
    } finally {
      this.busy = undefined;
      this.onDone(incident.id);
      if (into !== undefined) this.onDone(into.id);
    }
  }

  #explain(error: unknown, act: Busy, before: Incident, into: Incident | undefined): Told {
    if (!(error instanceof Problem)) return { kind: 'failed', problem: undefined };
    const now = error.body?.['incident'] as Incident | undefined;
    if (error.status !== 409 || now === undefined) return { kind: 'failed', problem: error };
    this.#desk.answer(now);
    const seen = now.id === into?.id ? into : before;
    const doing = into !== undefined ? 'merge' : act === 'undo' ? 'undo' : 'act';
    return { kind: 'stale', incident: now, changed: changes(seen, now), doing };
  }
}
