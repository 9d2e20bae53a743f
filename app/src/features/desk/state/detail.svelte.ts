/** The chosen incident as a whole. Read anew when the stream tells of it; the old one stays until the new one is here. */
import type { IncidentWhole } from '../wire';
import type { Session } from './session.svelte';

export type DetailStatus = 'none' | 'loading' | 'ready' | 'failed';

const SOON_MS = 150;

export class Detail {
  status = $state<DetailStatus>('none');
  whole = $state.raw<IncidentWhole>();
  #session: Session;
  #id: string | undefined;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  show(id: string | undefined): void {
    if (id === this.#id) return;
    this.#id = id;
    clearTimeout(this.#timer);
    this.#asked++;
    this.whole = undefined;
    this.status = id === undefined ? 'none' : 'loading';
    if (id !== undefined) void this.reload();
  }

  /** Forty reports in a second are one reading. */
  changed(id: string): void {
    if (id !== this.#id) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.reload(), SOON_MS);
  }

  async reload(): Promise<void> {
    const id = this.#id;
    if (id === undefined) return;
    const asked = ++this.#asked;
    try {
      const whole = await this.#session.read<IncidentWhole>(`/desk/incidents/${id}`);
      if (asked !== this.#asked) return;
      this.whole = whole;
      this.status = 'ready';
    } catch {
      if (asked === this.#asked && this.whole === undefined) this.status = 'failed';
    }
  }

  /** The next page of reports, put behind those that are shown. */
  async more(): Promise<void> {
    const whole = this.whole;
    if (whole?.reports_cursor === undefined) return;
    const next = await this.#session
      .read<IncidentWhole>(`/desk/incidents/${whole.id}`, { reports_cursor: whole.reports_cursor })
      .catch(() => undefined);
    if (next === undefined || this.whole?.id !== whole.id) return;
    const { reports_cursor: _, ...rest } = whole;
    this.whole = {
      ...rest,
      reports: [...whole.reports, ...next.reports],
      ...(next.reports_cursor !== undefined && { reports_cursor: next.reports_cursor }),
    };
  }
}
