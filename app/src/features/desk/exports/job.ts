/** What an export allows, and what its time is: plain values, so that a test can look at them. */
import { dayAfter, instant } from '../coverage/lanes';
import type { Export } from '../wire';

export const OF_INCIDENT = ['incident_pdf', 'evidence_bundle'] as const;
export const OF_PERIOD = ['incidents_csv', 'incidents_geojson', 'period_pdf'] as const;
export type PeriodKind = (typeof OF_PERIOD)[number];

/** As the server counts it: a list of plain facts over a week may be asked for alone. */
const ALONE_MS = 7 * 24 * 3600 * 1000;

export interface Period {
  from: string;
  to: string;
}

/** The whole of two days and of those between, on the venue's clock. */
export function periodOf(first: string, last: string, zone: string | undefined): Period | undefined {
  if (first === '' || last === '' || last < first) return undefined;
  const [from, to] = [instant(`${first}T00:00`, zone), instant(`${dayAfter(last, 1)}T00:00`, zone)];
  return from === undefined || to === undefined ? undefined : { from, to };
}

export function needsSecond(kind: PeriodKind, period: Period | undefined, words: boolean): boolean {
  if (words || kind === 'period_pdf') return true;
  return period !== undefined && Date.parse(period.to) - Date.parse(period.from) > ALONE_MS;
}

export type JobAct = 'download' | 'approve' | 'refuse' | 'withdraw';

export function actsOf(job: Export): JobAct[] {
  const acts: JobAct[] = [];
  if (job.may_approve) acts.push('approve', 'refuse');
  if (job.mine && job.state === 'ready') acts.push('download');
  if (job.mine && ['waiting', 'asked', 'running', 'ready'].includes(job.state)) acts.push('withdraw');
  return acts;
}

/** Something is still going to happen without anybody's doing. */
export const isMoving = (job: Export): boolean => job.state === 'asked' || job.state === 'running';
