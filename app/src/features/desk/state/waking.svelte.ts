/**
 * Whether this browser is pushed to: an officer's own choice, for this device, for as long as its session lives. The server keeps
 * paging by mail besides.
 */
import type { Of } from '../../../api/contract';
import type { Session } from './session.svelte';

const KEPT = 'ssa-push';

export type WakingStatus = 'unknown' | 'impossible' | 'off' | 'on' | 'changing' | 'refused';

export class Waking {
  status = $state<WakingStatus>('unknown');
  #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async look(): Promise<void> {
    const registration = await ready();
    if (registration === undefined) {
      this.status = 'impossible';
      return;
    }
    this.status = 'off';
    const subscribed = await registration.pushManager.getSubscription();
    if (subscribed === null || this.#kept() === undefined) return;
    // What an earlier session subscribed ended with it: said anew, or it is off. Never "on" while nobody would be woken.
    await this.#on();
    this.status = 'on';
  }

  async turn(): Promise<void> {
    if (this.status === 'changing') return;
    const to = this.status !== 'on';
    this.status = 'changing';
    try {
      await (to ? this.#on() : this.#off());
      this.status = to ? 'on' : 'off';
    } catch {
      // The browser or its owner said no, or there is no line: nothing has changed.
      this.status = to ? 'refused' : 'on';
    }
  }

  /** The subscription I chose here; a colleague's on the same machine is not mine. */
  #kept(): string | undefined {
    const [account, id] = (localStorage.getItem(KEPT) ?? '').split(' ');
    return account === this.#session.me?.id ? id : undefined;
  }

  async #on(): Promise<void> {
    const registration = await ready();
    if (registration === undefined) throw new Error('no service worker');
    const { key } = await this.#session.read<Of<'PushKey'>>('/desk/push/key');
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = made.toJSON();
    const { id } = await this.#session.send<Of<'SubscriptionMade'>>('/desk/push/subscriptions', { endpoint, keys });
    localStorage.setItem(KEPT, `${this.#session.me!.id} ${id}`);
  }

  async #off(): Promise<void> {
    const id = this.#kept();
    if (id !== undefined) await this.#session.send(`/desk/push/subscriptions/${id}/end`, {});
    localStorage.removeItem(KEPT);
    const registration = await ready();
    await (await registration?.pushManager.getSubscription())?.unsubscribe();
  }
}

async function ready(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return undefined;
  return navigator.serviceWorker.getRegistration();
}
