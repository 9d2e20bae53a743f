/** One sender at a time among all tabs and the service worker; where the browser has no locks, at least within this page. */
export type Lock = (work: () => Promise<void>) => Promise<void>;

let last: Promise<void> = Promise.resolve();

export const sendingLock: Lock = (work) => {
  if (globalThis.navigator?.locks) return navigator.locks.request('outbox', work);
  const next = last.then(work);
  last = next.catch(() => undefined);
  return next;
};
