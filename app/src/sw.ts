/// <reference lib="webworker" />
import { sendingLock } from './device/outbox/lock';
import { hurry, sendDue, type World } from './device/outbox/sender';
import { Store } from './device/outbox/store';
import { isNews, newsNote, noteOf, pushed, type NoteData } from './device/push-note';
import { PAGES } from './pages';

/** Keeps the app's shell for hours without signal, and sends the outbox when signal returns and no page is open. */
declare const self: ServiceWorkerGlobalScope;
declare const __SHELL__: string[];
declare const __VERSION__: string;

const SHELL = `shell-${__VERSION__}`;
const SEEN = 'assets';
// A module script tells its origin and the shell was fetched without one; a `Vary: Origin` must not make them strangers.
const ANY = { ignoreVary: true };

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll(__SHELL__))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOldShells().then(() => self.clients.claim()));
});

async function forgetOldShells(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith('shell-') && name !== SHELL).map((name) => caches.delete(name)),
  );
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate' && PAGES.test(url.pathname)) event.respondWith(page(request, event));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request));
  else event.respondWith(caches.match(request, ANY).then((kept) => kept ?? fetch(request)));
});

/** Pages come from the shell at once; the network only freshens it behind. */
async function page(request: Request, event: FetchEvent): Promise<Response> {
  const kept = await (await caches.open(SHELL)).match('/', ANY);
  if (!kept) return fetch(request);
  event.waitUntil(self.registration.update().catch(() => undefined));
  return kept;
}

/** Assets carry a hash in their name: once seen, for ever the same. */
async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request, ANY);
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) await (await caches.open(SEEN)).put(request, fresh.clone());
  return fresh;
}

self.addEventListener('sync', (event) => {
  const { tag, waitUntil } = event as ExtendableEvent & { tag: string };
  if (tag === 'outbox') waitUntil.call(event, sendOutbox());
});

async function sendOutbox(): Promise<void> {
  const channel = new BroadcastChannel('outbox');
  const world: World = {
    store: new Store(),
    fetch: (input, init) => fetch(input, init),
    now: () => Date.now(),
    chance: () => Math.random(),
    uuid: () => crypto.randomUUID(),
    changed: () => channel.postMessage('changed'),
  };
  let isLeft = false;
  for (const lane of ['words', 'photos'] as const) {
    await sendingLock(lane, async () => {
      await hurry(world, lane, false);
      isLeft = (await sendDue(world, lane)) !== undefined || isLeft;
    });
  }
  channel.close();
  // A rejected sync event is the browser's sign to try again later.
  if (isLeft) throw new Error('outbox not empty');
}

self.addEventListener('push', (event) => {
  const text = event.data?.text() ?? '';
  if (isNews(text)) {
    const { title, options } = newsNote(navigator.languages);
    return event.waitUntil(self.registration.showNotification(title, options));
  }
  const told = pushed(text);
  if (told === undefined) return;
  const { title, options } = noteOf(told, navigator.languages);
  event.waitUntil(Promise.all([self.registration.showNotification(title, options), arrived(told.token, false)]));
});

self.addEventListener('notificationclick', (event) => {
  const data = event.notification.data as NoteData;
  event.notification.close();
  if (data.news) return event.waitUntil(showReports());
  const { number, token } = data;
  event.waitUntil(event.action === 'have' && token !== null ? have(token, number) : look(token, number));
});

/** Reports that are open already come to the front; no other page is led away from what somebody does there. */
async function showReports(): Promise<void> {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const reports = open.find(({ url }) => /^\/reports(\/|$)/.test(new URL(url).pathname));
  await (reports?.focus() ?? self.clients.openWindow('/reports'));
}

/** Whom the page is for says: I have it. Where that cannot be said, the desk opens: nobody may believe it was. */
async function have(token: string, number: string): Promise<void> {
  const answer = await post('/api/v1/pages/acknowledge', { token });
  if (answer?.ok !== true) return look(token, number);
  const { stands } = (await answer.json()) as { stands: string };
  if (stands !== 'yours') return look(token, number);
}

async function look(token: string | null, number: string): Promise<void> {
  await Promise.all([self.clients.openWindow(`/desk/${number}`), arrived(token, true)]);
}

/** Said for the desk's list of pages; if it does not get through, nothing is lost. */
async function arrived(token: string | null, seen: boolean): Promise<void> {
  if (token !== null) await post('/api/v1/pages/arrived', { token, seen });
}

async function post(path: string, body: object): Promise<Response | undefined> {
  const headers = { 'Content-Type': 'application/json' };
  return fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => undefined);
}
