/**
 * Several reports of one thing: two incidents compared and merged, reports split off, and either taken back. Nobody is
 * asked whether they are sure; what was done can be undone for a while, and a merge at any time after.
 */
import { SvelteSet } from 'svelte/reactivity';
import type { Incident, IncidentWhole } from '../wire';
import { t } from '../words';
import type { Commands } from './commands.svelte';
import type { Desk } from './desk.svelte';
import { Detail } from './detail.svelte';
import type { Session } from './session.svelte';
import type { Undoing } from './undoing.svelte';

export class Joining {
  /** The older one stays, unless the officer says otherwise. */
  turned = $state(false);
  picked = new SvelteSet<string>();
  #beside: Detail;
  #session: Session;
  #desk: Desk;
  #commands: Commands;
  #undoing: Undoing;

  constructor(session: Session, desk: Desk, commands: Commands, undoing: Undoing) {
    this.#session = session;
    this.#desk = desk;
    this.#commands = commands;
    this.#undoing = undoing;
    this.#beside = new Detail(session);
    // What is not compared is not read on: whoever shows it asks for more.
    this.#beside.thrifty = true;
    this.#beside.onRead = (whole) => desk.answer(whole);
  }

  /** The incident beside the chosen one. */
  get other(): IncidentWhole | undefined {
    return this.#beside.whole;
  }

  get failed(): boolean {
    return this.#beside.status === 'failed';
  }

  /** As the stream tells it, or as it was read. */
  beside = $derived.by(() => (this.other === undefined ? undefined : (this.#desk.byId(this.other.id) ?? this.other)));

  /** Which goes and which stays. */
  get pair(): { from: Incident; into: Incident } | undefined {
    const { chosen } = this.#desk;
    const beside = this.beside;
    if (chosen === undefined || beside === undefined) return undefined;
    const older = chosen.opened_at === beside.opened_at ? chosen.id < beside.id : chosen.opened_at < beside.opened_at;
    return older !== this.turned ? { from: beside, into: chosen } : { from: chosen, into: beside };
  }

  compare(id: string): void {
    if (this.#commands.busy !== undefined) return;
    this.turned = false;
    this.#commands.told = undefined;
    this.#commands.form = 'merge';
    this.#beside.show(undefined);
    this.#beside.show(id);
  }

  read(): void {
    this.#beside.again();
  }

  /** The next reports of the other one. */
  more = (): Promise<void> => this.#beside.more();

  async merge(): Promise<void> {
    const pair = this.pair;
    if (pair === undefined) return;
    const was = this.#desk.selected;
    if (!(await this.#commands.merge(pair.from, pair.into))) return this.read();
    this.#desk.select(pair.into.id);
    const { from, into } = pair;
    this.#undoing.offer({
      said: () => t('undo.merged', { number: from.number, into: into.number }),
      back: () => this.#unmerge(from, was),
      shownAt: from.id,
    });
  }

  pick(report: string): void {
    if (!this.picked.delete(report)) this.picked.add(report);
  }

  /** Opens the choice of reports, or splits off those that are chosen. */
  async split(): Promise<void> {
    const rest = this.#desk.chosen;
    if (rest === undefined || this.#commands.busy !== undefined) return;
    if (this.#commands.form !== 'split') {
      this.picked.clear();
      this.#commands.told = undefined;
      this.#commands.form = 'split';
      return;
    }
    const reports = [...this.picked];
    if (reports.length === 0 || reports.length >= rest.report_count) return;
    if (!(await this.#commands.split(rest, reports))) return;
    this.picked.clear();
    const apart = await this.#apartFrom(rest.id);
    if (apart === undefined) return;
    const [count, { number }] = [reports.length, apart];
    this.#undoing.offer({
      said: () => t('undo.split', { count, number }),
      back: () => this.#rejoin(apart.apart, rest),
    });
  }

  async #unmerge(merged: Incident, was: string | undefined): Promise<void> {
    if ((await this.#commands.unmerge(this.#now(merged, 1))) && was !== undefined) this.#desk.select(was);
  }

  async #rejoin(id: string, rest: Incident): Promise<void> {
    const apart = this.#desk.byId(id);
    if (apart !== undefined) await this.#commands.merge(apart, this.#now(rest, 1));
  }

  forget(): void {
    this.#beside.show(undefined);
  }

  /** The stream may not have told of our own command yet: it moved the version by one at least. */
  #now(before: Incident, by: number): Incident {
    const known = this.#desk.byId(before.id) ?? before;
    return { ...known, version: Math.max(known.version, before.version + by) };
  }

  /** The log of what is left names the incident that was opened for the others. */
  async #apartFrom(id: string): Promise<{ apart: string; number: string } | undefined> {
    const whole = await this.#session.read<IncidentWhole>(`/desk/incidents/${id}`).catch(() => undefined);
    const split = whole?.timeline.filter((entry) => entry.kind === 'incident.split').sort((a, b) => b.seq - a.seq)[0];
    if (split === undefined) return undefined;
    return { apart: String(split.params['into']), number: String(split.params['number']) };
  }
}
