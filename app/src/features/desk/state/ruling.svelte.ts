/** An authority's rules as an administrator changes them: a draft beside what is live, what is wrong with it, and what it would do. */
import { Problem } from '../../../api/problem';
import { language } from '../../../i18n/language.svelte';
import { atField, blank, same } from '../admin/draft';
import type { Replayed, Rule, RuleFault, RulesPage } from '../wire';
import type { Session } from './session.svelte';

const CHECK_MS = 400;

export class Ruling {
  live = $state.raw<RulesPage>();
  draft = $state<Rule[]>([]);
  faults = $state.raw<RuleFault[]>([]);
  checking = $state(false);
  days = $state(30);
  replayed = $state.raw<Replayed>();
  busy = $state<'replay' | 'save' | undefined>();
  note = $state('');
  refused = $state<string>();
  saved = $state(false);
  failed = $state(false);
  #session: Session;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  changed = $derived(this.live !== undefined && !same(this.draft, this.live.rules));

  async read(): Promise<void> {
    try {
      this.#take(await this.#session.read<RulesPage>('/admin/rules'));
      this.failed = false;
    } catch {
      this.failed = true;
    }
  }

  add(): void {
    this.draft.push(blank(this.draft));
    this.edited();
  }

  remove(nth: number): void {
    this.draft.splice(nth, 1);
    this.edited();
  }

  /** What was shown belongs to another draft now. */
  edited(): void {
    this.saved = false;
    this.replayed = undefined;
    this.refused = undefined;
    this.checking = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), CHECK_MS);
  }

  /** Back to a version: it is a draft until it is saved. */
  takeUp(rules: readonly Rule[]): void {
    this.draft = structuredClone(rules) as Rule[];
    this.edited();
  }

  fault(path: string): RuleFault | undefined {
    return this.faults.find((one) => atField(one.path, path));
  }

  async #check(): Promise<void> {
    const nth = ++this.#asked;
    const found = await this.#session
      .send<{ errors: RuleFault[] }>('/admin/rules/check', { rules: this.draft })
      .catch((error: unknown) => ({ errors: said(error) }));
    if (nth !== this.#asked) return;
    this.faults = found.errors;
    this.checking = false;
  }

  async replay(): Promise<void> {
    if (this.busy !== undefined) return;
    this.busy = 'replay';
    this.refused = undefined;
    try {
      this.replayed = await this.#session.send<Replayed>('/admin/rules/replay', { rules: this.draft, days: this.days });
    } catch (error) {
      this.#refuse(error);
    }
    this.busy = undefined;
  }

  async save(): Promise<void> {
    if (this.busy !== undefined || this.live === undefined) return;
    this.busy = 'save';
    this.refused = undefined;
    try {
      const body = JSON.stringify({ rules: this.draft, note: this.note.trim(), version: this.live.version });
      const init = { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body };
      this.#take((await (await this.#session.ask('/admin/rules', {}, init)).json()) as RulesPage);
      this.note = '';
      this.replayed = undefined;
      this.saved = true;
    } catch (error) {
      this.#refuse(error);
      // Somebody else's version is live: the draft stays, beside what it has to be reconciled with.
      if (error instanceof Problem && error.status === 409)
        this.live = await this.#session.read<RulesPage>('/admin/rules').catch(() => this.live);
    }
    this.busy = undefined;
  }

  #take(page: RulesPage): void {
    this.live = page;
    this.draft = structuredClone(page.rules);
    this.faults = [];
    this.checking = false;
  }

  #refuse(error: unknown): void {
    this.refused = (error instanceof Problem ? error.sentence(language.current) : undefined) ?? '';
  }
}

/** A draft that cannot even be read is wrong where the server says. */
function said(error: unknown): RuleFault[] {
  if (!(error instanceof Problem)) return [];
  return [{ path: error.body?.field ?? 'rules', code: error.code, message: error.sentence(language.current) ?? '' }];
}
