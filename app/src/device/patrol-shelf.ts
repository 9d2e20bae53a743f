/** Where an officer's phone keeps what it has not sent yet: acts and notes, and beside them the bytes of photos and spoken notes. */
import { SealedFiles } from './sealed-files';
import { SealedShelf } from './sealed-shelf';

export const patrolShelf = <Value>(): SealedShelf<Value> => new SealedShelf<Value>('see-say-act-patrol');
export const patrolFiles = (): SealedFiles => new SealedFiles('see-say-act-patrol-files');

/** What the page shows where it opens without a line: read only, and sealed like the rest. */
export interface LastSeen {
  at: string;
  emergency?: string;
  desk?: string;
  job?: { number: string; title: string; place: string };
}
const LAST = 'last';

export async function keepLast(seen: LastSeen): Promise<void> {
  await patrolFiles().put(LAST, new Blob([JSON.stringify(seen)], { type: 'application/json' }));
}

export async function lastSeen(): Promise<LastSeen | undefined> {
  const kept = await patrolFiles().get(LAST);
  return kept && (JSON.parse(await kept.text()) as LastSeen);
}

/** Whoever signs out leaves nothing of it to the next. */
export const forgetLast = (): Promise<void> => patrolFiles().remove(LAST);

/** Lets go of every file but those that are still to be sent, and of what was seen last. */
export const keepOnly = (names: ReadonlySet<string>): Promise<void> =>
  patrolFiles().keepOnly(new Set([...names, LAST]));

/** Nothing of it stays on this device. */
export async function erasePatrol(): Promise<void> {
  await patrolShelf().clear();
  await patrolFiles().clear();
}
