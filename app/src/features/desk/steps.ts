/** The five steps of an incident's life, each with the moment and the person, read from the timeline. */
import { called } from './names';
import type { Incident, Status, TimelineEntry } from './wire';

export interface Step {
  status: Status;
  state: 'done' | 'now' | 'to';
  at?: string;
  by?: string;
}

const LIFE: readonly Status[] = ['open', 'acknowledged', 'en_route', 'on_scene', 'resolved'];

export function stepsOf(incident: Incident, timeline: readonly TimelineEntry[]): Step[] {
  const standing =
    incident.status === 'reopened' ? 'open' : incident.status === 'closed' ? 'resolved' : incident.status;
  const here = Math.max(0, LIFE.indexOf(standing));
  const over = incident.status === 'closed';
  return LIFE.map((status, index): Step => {
    const state = index < here || over ? 'done' : index === here ? 'now' : 'to';
    const moment = state === 'to' ? undefined : momentOf(status, incident, timeline);
    return { status, state, ...moment };
  });
}

function momentOf(status: Status, incident: Incident, timeline: readonly TimelineEntry[]): Pick<Step, 'at' | 'by'> {
  const entries = [...timeline].sort((a, b) => b.seq - a.seq);
  const entry = entries.find(
    (one) => one.params['to'] === status || (status === 'acknowledged' && one.params['command'] === 'acknowledge'),
  );
  const by = entry && called(entry.by).name;
  const known =
    status === 'open' ? incident.opened_at : status === 'acknowledged' ? incident.acknowledged_at : undefined;
  const at = known ?? entry?.at;
  return { ...(at !== undefined && { at }), ...(by !== undefined && { by }) };
}
