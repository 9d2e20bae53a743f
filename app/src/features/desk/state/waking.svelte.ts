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
    const subscribed = await registration.pushManager.getSubscription();
    this.status = subscribed !== null && localStorage.getItem(KEPT) !== null ? 'on' : 'off';
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

  async #on(): Promise<void> {
    const registration = await ready();
    if (registration === undefined) throw new Error('no service worker');
    const { key } = await this.#session.read<Of<'PushKey'>>('/desk/push/key');
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = made.toJSON();
    const { id } = await this.#session.send<Of<'SubscriptionMade'>>('/desk/push/subscriptions', { endpoint, keys });
    localStorage.setItem(KEPT, id);
  }

  async #off(): Promise<void> {
    const id = localStorage.getItem(KEPT);
    if (id !== null) await this.#session.send(`/desk/push/subscriptions/${id}/end`, {});
    localStorage.removeItem(KEPT);
    const registration = await ready();
    await (await registration?.pushManager.getSubscription())?.unsubscribe();
  }
}

async function ready(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return undefined;
  return navigator.serviceWorker.getRegistration();
}
