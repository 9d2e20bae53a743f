/** Words in one lane, photos in the other: a picture of 25 MB never stands in front of somebody's first sentence. */
export type Lane = 'words' | 'photos';

/** One sender at a time in a lane, among all tabs and the service worker; where the browser has no locks, at least within this page. */
export type Lock = (lane: Lane, work: () => Promise<void>) => Promise<void>;

/** Calls wait for one another within a lane. */
export function pageLock(): Lock {
  const last = { words: Promise.resolve(), photos: Promise.resolve() };
  return (lane, work) => {
    const next = last[lane].then(work);
    last[lane] = next.catch(() => undefined);
    return next;
  };
}

const withinPage = pageLock();

export const sendingLock: Lock = (lane, work) =>
  globalThis.navigator?.locks ? navigator.locks.request(`outbox-${lane}`, work) : withinPage(lane, work);
