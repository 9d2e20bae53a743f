/**
 * The station a warden opened last, kept sealed on this device, so that its page opens without a line. Whoever signs out leaves none behind;
 * what was counted and not sent is not here (`mustering.svelte.ts`) and stays for whom it is of.
 */
import { SealedShelf } from '../../../device/sealed-shelf';

export interface KeptStation {
  account: string;
  major: string;
  station: string;
  number: string;
  name: string;
  expected?: number | undefined;
  present: number;
  /** Of how many the server knew then, by the venue's clock. */
  at: string;
  time_zone?: string | undefined;
}

/** A shift and a half: an older one is nobody's any more. */
const LIVES_MS = 18 * 3_600_000;
const shelf = new SealedShelf<KeptStation>('see-say-act-warden');
let last: Promise<unknown> = Promise.resolve();

/** One after the other: of two at once the later stays. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  const next = last.then(work, work);
  last = next.catch(() => undefined);
  return next;
}

export const keep = (station: KeptStation): Promise<void> =>
  alone(async () => {
    const [first, ...more] = await shelf.list();
    for (const row of more) await shelf.remove(row.id);
    if (first) await shelf.change({ id: first.id, value: station });
    else await shelf.add(station);
  });

export const kept = (station: string | undefined, now: number): Promise<KeptStation | undefined> =>
  alone(async () => {
    const rows = await shelf.list();
    return rows.find(({ value }) => value.station === station && now - Date.parse(value.at) < LIVES_MS)?.value;
  });

export const forget = (): Promise<void> =>
  alone(async () => {
    for (const { id } of await shelf.list()) await shelf.remove(id);
  });

/** Puts whatever this page is made of where the service worker finds it without a line: what came before it took over is not there yet. */
export async function holdPage(): Promise<void> {
  if (!('caches' in globalThis)) return;
  const made = performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => name.startsWith(`${location.origin}/assets/`));
  const cache = await caches.open('assets');
  for (const url of new Set(made)) {
    if (await caches.match(url, { ignoreVary: true })) continue;
    await cache.add(url).catch(() => undefined);
  }
}
