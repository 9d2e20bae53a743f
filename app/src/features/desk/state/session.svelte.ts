/**
 * Who is at the desk. The access token lives in memory alone; the refresh token is a cookie no script can read
 * (`X-Session: cookie`), so that a reload signs in again by itself and a stolen page holds nothing for long.
 */
import { address, call, reach } from '../../../api/client';
import { Problem } from '../../../api/problem';
import type { CameBack } from '../../../device/away';
import type { Me, Tokens } from '../wire';

export type SessionStatus = 'opening' | 'signed_out' | 'ended' | 'unreachable' | 'signed_in';

const COOKIE = { 'X-Session': 'cookie' };
const EARLY_MS = 60_000;
const RETRY_MS = 10_000;
/** So long the server takes somebody's word after they showed who they are; a little less, for the way there. */
const FRESH_MS = 280_000;
/** What the browser is asked with; fetched when it is. */
const passkeys = () => import('../../../device/passkey');

export class Session {
  status = $state<SessionStatus>('opening');
  me = $state.raw<Me>();
  onDate: (date: string | null) => void = () => undefined;
  /** Nobody is asked again who they are for a while, where a passkey or a provider has just said it. */
  fresh = $state(false);
  #freshTimer: ReturnType<typeof setTimeout> | undefined;
  #token = '';
  #expires = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #renewing: Promise<boolean> | undefined;

  /** After a reload: the cookie may still know us. */
  async restore(): Promise<void> {
    this.status = 'opening';
    const known = await this.#renew();
    if (known) await this.#enter();
  }

  /** There was no line when the page opened: once more, while what is shown stays. */
  async retry(): Promise<void> {
    if (this.status === 'unreachable' && (await this.#renew())) await this.#enter().catch(() => undefined);
  }

  async signIn(email: string, password: string): Promise<void> {
    const tokens = await call<Tokens>('/auth/login', { method: 'POST', headers: COOKIE, body: { email, password } });
    this.#keep(tokens);
    await this.#enter();
  }

  /** Answers whether there can be passkeys at all: a server without a name has none. */
  async signInByPasskey(): Promise<boolean> {
    const shown = await (await passkeys()).showPasskey();
    if (shown === undefined) return false;
    this.#keep(await call<Tokens>('/auth/passkey', { method: 'POST', headers: COOKIE, body: shown }));
    await this.#enter();
    this.freshFor(FRESH_MS);
    return true;
  }

  /** Whoever comes back from their provider has just shown there who they are, where they were asked anew. */
  async signInFromProvider(back: CameBack): Promise<void> {
    this.#keep(await call<Tokens>('/auth/oidc', { method: 'POST', headers: COOKIE, body: back }));
    await this.#enter();
    this.freshFor(FRESH_MS);
  }

  /** The server may know better: whoever is told to show who they are is asked. */
  freshFor(ms: number): void {
    clearTimeout(this.#freshTimer);
    this.fresh = ms > 0;
    if (this.fresh) this.#freshTimer = setTimeout(() => (this.fresh = false), ms);
  }

  /** For what must not happen on an unlocked screen that somebody left. Each time anew, as a password is. */
  async stepUp(password: string): Promise<void> {
    await this.send('/auth/step-up', { password });
  }

  /** The same by a passkey of mine; answers whether there can be any. */
  async stepUpByPasskey(): Promise<boolean> {
    const passkey = await (await passkeys()).showPasskey();
    if (passkey === undefined) return false;
    await this.send('/auth/step-up', { passkey });
    this.freshFor(FRESH_MS);
    return true;
  }

  /** From now on this device, or a key of mine, shows who I am. Answers whether there can be passkeys at all. */
  async addPasskey(password: string): Promise<boolean> {
    await this.stepUp(password);
    return (await passkeys()).madePasskey(
      () => this.send('/auth/passkeys/begin', {}),
      (made) => this.send('/auth/passkeys', made),
    );
  }

  async signOut(): Promise<void> {
    const headers = { ...COOKIE, ...this.headers() };
    this.#forget('signed_out');
    await call('/auth/logout', { method: 'POST', headers, body: {} }).catch(() => undefined);
  }

  headers(): Record<string, string> {
    return { Authorization: `Bearer ${this.#token}` };
  }

  /** One authorised request. A token that has run out is renewed once; a session that is over says so. */
  async ask(path: string, options: Parameters<typeof address>[1] = {}, init: RequestInit = {}): Promise<Response> {
    if (Date.now() > this.#expires) await this.#renew();
    const go = () =>
      reach(address(path, options), {
        ...init,
        headers: { Accept: 'application/json', ...init.headers, ...this.headers() },
      });
    try {
      return await this.#heard(await go());
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      if (!(await this.#renew())) throw error;
      return this.#heard(await go());
    }
  }

  async read<Answer>(path: string, query: Parameters<typeof address>[1] = {}): Promise<Answer> {
    return (await (await this.ask(path, query)).json()) as Answer;
  }

  async send<Answer>(path: string, body: unknown): Promise<Answer> {
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    const response = await this.ask(path, {}, init);
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  }

  /** The stream was refused: renew, and say whether it is worth opening again. */
  renew(): Promise<boolean> {
    return this.#renew();
  }

  /** Which posts I staff changes with the clock. */
  async refreshMe(): Promise<void> {
    const me = await this.read<Me>('/me').catch(() => undefined);
    if (me !== undefined && this.status === 'signed_in') this.me = me;
  }

  #heard(response: Response): Response {
    this.onDate(response.headers.get('Date'));
    return response;
  }

  async #enter(): Promise<void> {
    this.me = await this.read<Me>('/me');
    this.status = 'signed_in';
  }

  #keep(tokens: Tokens): void {
    this.#token = tokens.access_token;
    const life = tokens.expires_in * 1000;
    this.#expires = Date.now() + life;
    this.#schedule(Math.max(5000, life - Math.min(EARLY_MS, life / 4)));
  }

  #schedule(after: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#renew(), after);
  }

  /** Several requests may find the token run out at once, in several tabs: the cookie is turned over by one at a time. */
  #renew(): Promise<boolean> {
    this.#renewing ??= alone(() => this.#turnOver()).finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async #turnOver(): Promise<boolean> {
    try {
      this.#keep(await call<Tokens>('/auth/refresh', { method: 'POST', headers: COOKIE, body: {} }));
      return true;
    } catch (error) {
      if (error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429) {
        this.#forget(this.status === 'signed_in' ? 'ended' : 'signed_out');
        return false;
      }
      // No line is not the end of a session: keep what is shown and try again.
      if (this.status === 'signed_in') this.#schedule(RETRY_MS);
      else this.status = 'unreachable';
      return false;
    }
  }

  #forget(status: 'signed_out' | 'ended'): void {
    clearTimeout(this.#timer);
    this.#token = '';
    this.#expires = 0;
    this.freshFor(0);
    this.me = undefined;
    this.status = status;
  }
}

async function alone<T>(work: () => Promise<T>): Promise<T> {
  return typeof navigator !== 'undefined' && 'locks' in navigator
    ? await navigator.locks.request('ssa-session', work)
    : work();
}
