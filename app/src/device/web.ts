import type { Device, Position } from './device';
import { WebDisguise } from './disguise';
import { sendingLock } from './outbox/lock';
import { Store } from './outbox/store';
import { upload } from './outbox/upload';
import { WebOutbox } from './outbox/web-outbox';

/** A browser as the device: IndexedDB, geolocation, the camera behind a file picker, a service worker. */
export function webDevice(): Device {
  const outbox = new WebOutbox(new Store(), {
    fetch: (input, init) => fetch(input, init),
    now: () => Date.now(),
    chance: () => Math.random(),
    uuid: () => crypto.randomUUID(),
    lock: sendingLock,
    upload,
  });
  return {
    kind: 'web',
    outbox,
    disguise: new WebDisguise(),
    locate,
    notify,
    seal: async (recipient, content) => (await import('./seal-age')).sealTo(recipient, content),
    prepare: async () => saves() || (await import('./seal-age')),
    leave: () => location.replace('about:blank'),
    ...(hasCamera() && { scan: async (video, stop, enough) => (await import('./scan')).scan(video, stop, enough) }),
    ...('NDEFReader' in globalThis && { tap: async (stop) => (await import('./scan')).tap(stop) }),
    wake() {
      outbox.wake();
      void navigator.storage?.persist?.();
      if (import.meta.env.PROD && 'serviceWorker' in navigator) {
        void navigator.serviceWorker.register('/sw.js');
        void keepWhatWasSeen();
      }
    },
  };
}

/** Milliseconds after which what else this visit needed (the next steps, another language's letters) has come. */
const SETTLED_MS = 10_000;

/** What this page loaded before the service worker was there: its language's words and letters must be there without signal. */
async function keepWhatWasSeen(): Promise<void> {
  if (!('caches' in globalThis)) return;
  await navigator.serviceWorker.ready;
  for (const pause of [0, SETTLED_MS]) {
    await new Promise((done) => setTimeout(done, pause));
    const cache = await caches.open('assets');
    const seen = performance.getEntriesByType('resource').map(({ name }) => name);
    for (const name of new Set(seen.filter((one) => new URL(one).pathname.startsWith('/assets/'))))
      if (!(await caches.match(name, { ignoreVary: true }))) await cache.add(name).catch(() => undefined);
  }
}

const saves = (): boolean =>
  (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData === true;

/** Cameras open on pages that came safely; what reads squares is loaded when one is opened. */
export const hasCamera = () => 'mediaDevices' in navigator && 'getUserMedia' in navigator.mediaDevices;

export function locate(heard: (position: Position | undefined) => void): () => void {
  if (!('geolocation' in navigator)) {
    heard(undefined);
    return () => undefined;
  }
  const watch = navigator.geolocation.watchPosition(
    ({ coords }) =>
      heard({ lat: coords.latitude, lon: coords.longitude, accuracy_m: Math.max(1, Math.round(coords.accuracy)) }),
    () => heard(undefined),
    { enableHighAccuracy: true, maximumAge: 10_000, timeout: 20_000 },
  );
  return () => navigator.geolocation.clearWatch(watch);
}

/** Only where it was allowed before: a reporter is never asked for permissions in passing. */
async function notify(title: string, body: string): Promise<void> {
  if (globalThis.Notification?.permission !== 'granted') return;
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.showNotification(title, { body, silent: true, tag: 'report' });
}
