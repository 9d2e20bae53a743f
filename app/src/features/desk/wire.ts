/** What the desk reads from the server. Options are absent, never null; times are RFC 3339 in UTC. */

export type Priority = 1 | 2 | 3 | 4;

export type Status = 'open' | 'acknowledged' | 'en_route' | 'on_scene' | 'resolved' | 'closed' | 'merged' | 'reopened';

export interface Named {
  id: string;
  label: string;
}

export interface Spot {
  label?: string;
  floor?: string;
  lat?: number;
  lon?: number;
  accuracy_m?: number;
  uncertain?: boolean;
  disagrees?: boolean;
}

/** An incident as it stands in a list and in the stream. */
export interface Incident {
  id: string;
  venue: string;
  number: string;
  version: number;
  priority: Priority;
  status: Status;
  category: string;
  title: string;
  zone?: Named;
  place: Spot;
  report_count: number;
  photo_count: number;
  independent_sources: number;
  opened_at: string;
  due_at?: string;
  acknowledged_at?: string;
  assignee?: Named;
  post?: Named;
  disposition?: string;
}

export interface Answer {
  question: string;
  values?: string[];
  text?: string;
  at: string;
}

export interface Told {
  text: string;
  at: string;
}

export interface ReportPlace {
  plate?: Named;
  zone?: Named;
  floor?: string;
  lat?: number;
  lon?: number;
  accuracy_m?: number;
  text?: string;
  source?: string;
  candidates?: Named[];
  notes?: string[];
}

export type PhotoState = 'expected' | 'stored' | 'ready' | 'no_preview';

export interface Photo {
  id: string;
  state: PhotoState;
  media_type?: string;
  bytes?: number;
  received_at?: string;
}

export interface Message {
  id: string;
  from: 'officer' | 'reporter';
  text: string;
  at: string;
  by?: string | Named;
}

export interface Report {
  id: string;
  reporter: {
    kind: 'anonymous' | 'confidential' | 'staff';
    name?: string;
    contact?: string | { name?: string; email?: string; phone?: string };
  };
  category: string;
  narrative?: Told[];
  answers?: Answer[];
  language?: string;
  observed_at?: string;
  received_at: string;
  place?: ReportPlace;
  /** Places said later, in order. */
  later_places?: ReportPlace[];
  photos?: Photo[];
  messages?: Message[];
}

export interface TraceLine {
  code: string;
  text: string;
  effect?: string;
}

export interface Page {
  id: string;
  rung: number;
  officer: Named;
  channel: string;
  state: 'queued' | 'sent' | 'delivered' | 'seen' | 'failed' | 'skipped';
  queued_at: string;
  sent_at?: string;
  error?: string;
}

export interface TimelineEntry {
  seq: number;
  at: string;
  kind: string;
  by?: string | Named;
  text?: string;
  params?: Record<string, unknown>;
}

export interface Note {
  id: string;
  text: string;
  at: string;
  by?: string | Named;
}

/** The whole incident, as the middle of the desk shows it. */
export interface IncidentWhole extends Incident {
  seq: number;
  reports: Report[];
  reports_cursor?: string;
  assessment?: { priority: Priority; skills: string[]; emergency?: boolean; notify?: string[]; trace: TraceLine[] };
  assignment?: {
    post?: Named;
    officer?: Named;
    due_at?: string;
    rung?: number;
    next_rung_at?: string;
    trace: TraceLine[];
  };
  pages?: Page[];
  notes?: Note[];
  timeline?: TimelineEntry[];
}

export interface Me {
  id: string;
  name: string;
  email: string;
  role: 'staff' | 'officer' | 'supervisor' | 'admin';
  authority: { id: string; name: string };
  venues: { id: string; name: string }[];
  on_duty: { post: Named; until: string }[];
}

export interface Person {
  id: string;
  label: string;
  role: string;
  on_duty: boolean;
  /** Posts this person staffs now. */
  posts: Named[];
}

export interface PostOfDuty {
  id: string;
  label: string;
  skills: string[];
  on_duty: Named[];
}

export interface IncidentPage {
  items: Incident[];
  next_cursor?: string;
  seq: number;
}

export interface StreamEvent {
  seq: number;
  kind: string;
  incident?: Incident;
}

/** `by` may come as a name or as {id, label}; the desk only ever shows the label. */
export function labelOf(by: string | Named | undefined): string | undefined {
  return typeof by === 'string' ? by : by?.label;
}
