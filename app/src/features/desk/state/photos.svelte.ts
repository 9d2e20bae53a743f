/** Photos need the token, so they are fetched and shown from memory; addresses are given back when they are not seen. */
import { SvelteMap } from 'svelte/reactivity';
import type { Session } from './session.svelte';

export type Size = 'thumb' | 'view';
export type Shown = { state: 'loading' } | { state: 'ready'; url: string; bytes: Blob } | { state: 'failed' };

export class Photos {
  #shown = new SvelteMap<string, Shown>();
  #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  of(id: string, size: Size): Shown | undefined {
    return this.#shown.get(`${size}/${id}`);
  }

  async want(id: string, size: Size): Promise<void> {
    const key = `${size}/${id}`;
    if (this.#shown.has(key)) return;
    this.#shown.set(key, { state: 'loading' });
    try {
      const answer = await this.#session.ask(`/desk/photos/${id}/${size}`, {}, { headers: { Accept: 'image/jpeg' } });
      const bytes = await answer.blob();
      const url = URL.createObjectURL(bytes);
      if (this.#shown.has(key)) this.#shown.set(key, { state: 'ready', url, bytes });
      else URL.revokeObjectURL(url);
    } catch {
      this.#shown.set(key, { state: 'failed' });
    }
  }

  again(id: string, size: Size): void {
    this.#shown.delete(`${size}/${id}`);
    void this.want(id, size);
  }

  forget(): void {
    for (const shown of this.#shown.values()) if (shown.state === 'ready') URL.revokeObjectURL(shown.url);
    this.#shown.clear();
  }
}
