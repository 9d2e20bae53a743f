/** What this officer watches and has put off. Nobody else sees it, and nobody else's queue changes by it. */
import { SvelteMap } from 'svelte/reactivity';
import { isOver, isOwed } from '../ordering';
import type { Incident, Mark } from '../wire';
import type { Desk } from './desk.svelte';
import type { Session } from './session.svelte';

/** Whether it still is put off: it comes back at its time, or when something happens. The server decides by the same rule. */
export function isSnoozed(mark: Mark | undefined, incident: Incident, now: number): boolean {
  const { snoozed_until: until, stood } = mark ?? {};
  if (until === undefined || until === null || stood === undefined || stood === null) return false;
  if (isOver(incident) || isOwed(incident) || Date.parse(until) <= now) return false;
  return (
    incident.version === stood.version && incident.report_count <= stood.reports && incident.priority >= stood.priority
  );
}

export class Marks {
  #of = new SvelteMap<string, Mark>();
  #session: Session;
  #desk: Desk;

  constructor(session: Session, desk: Desk) {
    this.#session = session;
    this.#desk = desk;
  }

  async open(venue: string): Promise<void> {
    const read = await this.#session.read<{ items: Mark[] }>('/desk/marks', { venue }).catch(() => undefined);
    if (read === undefined) return;
    this.#of.clear();
    for (const mark of read.items) this.#of.set(mark.incident, mark);
  }

  watched(id: string): boolean {
    return this.#of.get(id)?.watched ?? false;
  }

  snoozed(id: string, now: number): boolean {
    const incident = this.#desk.byId(id);
    return incident !== undefined && isSnoozed(this.#of.get(id), incident, now);
  }

  /** Until when, where it is put off now. */
  until(id: string, now: number): string | undefined {
    return this.snoozed(id, now) ? (this.#of.get(id)?.snoozed_until ?? undefined) : undefined;
  }

  /** How many are put off, and when the first comes back. */
  away(now: number): { count: number; next: string | undefined } {
    const times = [...this.#of.keys()].flatMap((id) => this.until(id, now) ?? []);
    return { count: times.length, next: times.sort()[0] };
  }

  watch = (id: string, watch: boolean): Promise<void> => this.#put(id, { watch });

  /** `until` in the past brings it back. */
  snooze = (id: string, until: Date): Promise<void> => this.#put(id, { snooze_until: until.toISOString() });

  /** One's own step leaves what was put off where it is: the version it stood at moves along, as it does on the server. */
  follow(id: string, from: number, to: number): void {
    const mark = this.#of.get(id);
    if (mark?.stood && mark.stood.version === from)
      this.#of.set(id, { ...mark, stood: { ...mark.stood, version: to } });
  }

  async #put(id: string, wish: object): Promise<void> {
    const init = { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(wish) };
    const answer = await this.#session.ask(`/desk/incidents/${id}/mark`, {}, init);
    this.#of.set(id, (await answer.json()) as Mark);
  }
}
