import type { ReportStatus, ReportView } from '../../api/wire';
import { t, type ReporterKey } from '../../i18n/reporter';

export interface StatusStep {
  status: ReportStatus;
  label: string;
  at: string;
  state: 'done' | 'now';
}

const LABELS = {
  received: 'status.step_sent',
  acknowledged: 'status.step_seen',
  en_route: 'status.step_en_route',
  on_scene: 'status.step_on_scene',
  resolved: 'status.step_resolved',
  closed: 'status.step_closed',
} as const satisfies Record<ReportStatus, ReporterKey>;

/** What has happened so far, each with its minute; the last one is now. Seen is a step of its own even if only opened. */
export function stepsOf({ status, steps, received_at, seen_at }: ReportView): StatusStep[] {
  // A status of tomorrow's server is passed over rather than shown as a riddle.
  const known = steps.filter((step) => isKnown(step.status));
  if (!known.some((step) => step.status === 'received')) known.unshift({ status: 'received', at: received_at });
  if (seen_at && !known.some((step) => step.status === 'acknowledged'))
    known.splice(1, 0, { status: 'acknowledged', at: seen_at });
  const last = known.findLastIndex((step) => step.status === status);
  return known.map((step, index) => ({
    ...step,
    label: t(LABELS[step.status]),
    // What is over is done; an officer on the way is still on the way.
    state: index === last && (status === 'en_route' || status === 'on_scene') ? 'now' : 'done',
  }));
}

export function isKnown(status: string): status is ReportStatus {
  return status in LABELS;
}
