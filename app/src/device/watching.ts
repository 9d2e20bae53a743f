/**
 * Being told that there is news of a report: that there is, never what. Which reports are watched is known on this device alone, by
 * the names that stand in its address bar, and goes from it with them.
 */
import { Problem } from '../api/problem';
import { endWatchOf, watchFrom, watchKey } from '../api/reports';
import { localId } from './digest';
import type { HeldReport } from './held.svelte';

const KEPT = 'watched';
/** Where an officer's browser remembers that it is pushed to: a browser has one subscription for all. */
const OFFICER = 'ssa-push';

/** `refused`: its owner said no, and only the browser's settings can say yes again. */
export type Stand = 'impossible' | 'refused' | 'off' | 'on';
type Watched = Pick<HeldReport, 'local' | 'receipt'>;

export async function standOf(local: string): Promise<Stand> {
  const registration = await ready();
  if (registration === undefined) return 'impossible';
  if (Notification.permission === 'denied') return 'refused';
  const made = await registration.pushManager.getSubscription();
  // Never "on" where the browser subscribed anew since: the server would push to nowhere.
  return made && read()[local] === (await localId(made.endpoint)) ? 'on' : 'off';
}

export async function beginWatch({ local, receipt }: Watched): Promise<Stand> {
  // Before all else: some browsers ask only while the tap is fresh.
  if ((await Notification.requestPermission()) !== 'granted') return standOf(local);
  const registration = await ready();
  if (registration === undefined || receipt === undefined) return 'impossible';
  const made = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: await watchKey(),
  });
  try {
    await watchFrom(receipt, made.toJSON());
  } catch (error) {
    await letGo();
    throw error;
  }
  keep({ ...read(), [local]: await localId(made.endpoint) });
  return 'on';
}

/** Says "off" only when nothing will come any more. */
export async function stopWatch(report: Watched): Promise<Stand> {
  const mine = read()[report.local];
  if (mine === undefined || (await endWatch(report))) return 'off';
  keep({ ...read(), [report.local]: mine });
  throw new Error('the server was not told');
}

/** Whatever the line does, the note goes. Answers whether nothing will come any more. */
export async function endWatch({ local, receipt }: Watched): Promise<boolean> {
  const { [local]: mine, ...others } = read();
  if (mine === undefined) return true;
  keep(others);
  const ended = await Promise.all([tell(receipt), letGo()]);
  return ended.includes(true);
}

/** Nothing of any report stays on this device. */
export async function endWatches(reports: Watched[]): Promise<void> {
  const known = read();
  if (Object.keys(known).length === 0) return;
  keep({});
  await Promise.all([letGo(), ...reports.filter(({ local }) => local in known).map(({ receipt }) => tell(receipt))]);
}

/** Whether the server pushes no more. What it does not know, it cannot push. */
async function tell(receipt: string | undefined): Promise<boolean> {
  if (receipt === undefined) return false;
  return endWatchOf(receipt).then(
    () => true,
    (error: unknown) => error instanceof Problem && (error.status === 401 || error.status === 404),
  );
}

/** Where nobody needs it any more, the browser itself takes no more pushes: that works without a line to the server, too. */
async function letGo(): Promise<boolean> {
  try {
    if (Object.keys(read()).length > 0 || OFFICER in localStorage) return false;
    const made = await (await ready())?.pushManager.getSubscription();
    return made ? await made.unsubscribe() : true;
  } catch {
    return false;
  }
}

async function ready(): Promise<ServiceWorkerRegistration | undefined> {
  const hasAll = 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;
  // Without one that was registered, `ready` would wait for ever: the window has none.
  return hasAll && (await navigator.serviceWorker.getRegistration()) ? navigator.serviceWorker.ready : undefined;
}

/** Of each watched report, which subscription tells of it. */
function read(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Record<string, string>;
  } catch {
    return {};
  }
}

function keep(watched: Record<string, string>): void {
  try {
    if (Object.keys(watched).length > 0) localStorage.setItem(KEPT, JSON.stringify(watched));
    else localStorage.removeItem(KEPT);
  } catch {
    // Forbidden storage only means that the switch says "off" the next time.
  }
}
