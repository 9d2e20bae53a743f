/** The exports one may know of, read again while something moves. */
import { Problem } from '../../../api/problem';
import { language } from '../../../i18n/language.svelte';
import type { Session } from '../state/session.svelte';
import type { Export, ExportPage } from '../wire';
import { headerBytes, saveAs } from '../saving';
import { isMoving } from './job';

export class Exporting {
  items = $state.raw<Export[]>();
  next = $state<string>();
  failed = $state(false);
  busy = $state(false);
  /** Why the last act was not taken; empty where the server gave no sentence. */
  refused = $state<string>();
  #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  get moving(): boolean {
    return this.items?.some(isMoving) ?? false;
  }

  async read(): Promise<void> {
    try {
      const page = await this.#session.read<ExportPage>('/desk/exports');
      const older = (this.items ?? []).filter((one) => one.id < (page.items.at(-1)?.id ?? ''));
      if (older.length === 0) this.next = page.next_cursor;
      this.items = [...page.items, ...older];
      this.failed = false;
    } catch {
      this.failed = true;
    }
  }

  async more(): Promise<void> {
    if (this.next === undefined) return;
    try {
      const page = await this.#session.read<ExportPage>('/desk/exports', { cursor: this.next });
      this.items = [...(this.items ?? []), ...page.items];
      this.next = page.next_cursor;
    } catch {
      this.failed = true;
    }
  }

  /** With the password where the session must be fresh for it. */
  ask = (wish: object, password?: string): Promise<boolean> =>
    this.#act(password, () => this.#session.send('/desk/exports', wish));

  decide = (job: Export, what: 'approve' | 'withdraw', password?: string): Promise<boolean> =>
    this.#act(password, () => this.#session.send(`/desk/exports/${job.id}/${what}`, { version: job.version }));

  download = (job: Export, reason: string, password: string): Promise<boolean> =>
    this.#act(password, async () => {
      const headers = { Accept: '*/*', 'X-Reason': headerBytes(reason) };
      const answer = await this.#session.ask(`/desk/exports/${job.id}/file`, {}, { headers });
      const name = /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1];
      saveAs(await answer.blob(), name ?? job.id);
    });

  async #act(password: string | undefined, act: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.refused = undefined;
    try {
      // Whoever just showed a passkey is asked for no password.
      if (password !== undefined && !this.#session.fresh) await this.#session.stepUp(password);
      await act();
      return true;
    } catch (error) {
      if (error instanceof Problem && error.code === 'step_up') this.#session.freshFor(0);
      this.refused = (error instanceof Problem ? error.sentence(language.current) : undefined) ?? '';
      return false;
    } finally {
      this.busy = false;
      await this.read();
    }
  }
}
