/** What the desk reads from the server: the contract's own shapes, narrowed where the desk switches on a word. */
import type { Narrowed, Of } from '../../api/contract';

export type Priority = 1 | 2 | 3 | 4;
export type Status = 'open' | 'acknowledged' | 'en_route' | 'on_scene' | 'resolved' | 'closed' | 'merged' | 'reopened';

/** The flight or sailing an incident stands by. */
export type Departure = Narrowed<
  Of<'Departure'>,
  { kind: 'flight' | 'vessel'; state: 'scheduled' | 'boarding' | 'gate_closed' | 'departed' | 'cancelled' }
>;

/** An incident as it stands in a list and in the stream. */
export type Incident = Narrowed<Of<'Incident'>, { priority: Priority; status: Status; departure?: Departure }>;

export type Photo = Narrowed<Of<'DeskPhoto'>, { state: 'expected' | 'stored' | 'ready' | 'no_preview' }>;
export type Message = Narrowed<Of<'DeskMessage'>, { from: 'officer' | 'reporter' }>;
export type Card = Narrowed<Of<'Card'>, { kind: 'question' | 'phrase' }>;
export type ReportPlace = Of<'DeskPlace'>;

export type Report = Narrowed<
  Of<'DeskReport'>,
  {
    reporter: Narrowed<Of<'Reporter'>, { kind: 'anonymous' | 'confidential' | 'staff' }>;
    photos: Photo[];
    messages: Message[];
  }
>;

export type Page = Narrowed<
  Of<'Page'>,
  { state: 'queued' | 'sent' | 'delivered' | 'seen' | 'acknowledged' | 'failed' | 'skipped' }
>;
export type ComingRung = Of<'ComingRung'>;
export type TimelineEntry = Of<'TimelineEntry'>;
export type Major = Of<'Major'>;
export type MajorHead = Of<'MajorHead'>;
export type Roll = Of<'Roll'>;
export type RollPerson = Of<'RollPerson'>;
export type MajorSpot = Of<'MajorSpot'>;
export type MajorTurn = Of<'MajorTurn'>;
export type Muster = Of<'Muster'>;
export type CheckedIn = Of<'CheckedIn'>;
export type Note = Of<'Note'>;
export type Mark = Of<'Mark'>;

/** The whole incident, as the middle of the desk shows it. */
export type IncidentWhole = Narrowed<
  Of<'WholeIncident'>,
  {
    priority: Priority;
    status: Status;
    departure?: Departure;
    reports: Report[];
    photos: Photo[];
    assessment: Narrowed<Of<'Assessment'>, { priority: Priority }>;
    pages: Page[];
  }
>;

export type VenueProof = Narrowed<Of<'VenueProof'>, { standing: 'proven' | 'overdue' | 'unproven' | 'off' }>;
export type Proofs = Narrowed<Of<'Proofs'>, { items: VenueProof[] }>;

export type Me = Narrowed<Of<'Me'>, { role: 'staff' | 'officer' | 'supervisor' | 'admin' }>;
export type Person = Of<'OnDutyPerson'>;
export type PostOfDuty = Of<'PostNow'>;
export type DutyState = 'on' | 'busy' | 'break' | 'off' | 'sick';
export type OfficerDuty = Narrowed<Of<'OfficerDuty'>, { state: DutyState }>;
export type Tokens = Of<'Tokenpair'>;

export type IncidentPage = Narrowed<Of<'IncidentPage'>, { items: Incident[] }>;
export type StreamEvent = Narrowed<Of<'LiveEvent'>, { incident?: Incident }>;

export type RosterBoard = Of<'RosterBoard'>;
export type Gap = Of<'Gap'>;
export type Candidate = Narrowed<Of<'Candidate'>, { hindered?: 'busy' | 'away' }>;
export type Ask = Narrowed<Of<'Ask'>, { state: 'asked' | 'agreed' | 'declined' | 'withdrawn' | 'lapsed' }>;

export type Rule = Of<'Rule'>;
export type RuleEffect = Of<'RuleEffect'>;
export type RuleFault = Of<'RuleFault'>;
export type RulesPage = Of<'RulesPage'>;
export type Replayed = Of<'Replayed'>;
export type Suggested = Narrowed<
  Of<'Suggestions'>,
  { items: Narrowed<Of<'Suggestion'>, { kind: 'category' | 'post' }>[] }
>;
export type Channel = Of<'Channel'>;

export type Insight = Of<'Insight'>;
export type InsightRow = Of<'InsightRow'>;
export type Numbers = Of<'Numbers'>;
export type Spread = Of<'Spread'>;
export type LiveBoard = Of<'LiveBoard'>;
export type ExportKind = 'incident_pdf' | 'evidence_bundle' | 'period_pdf' | 'incidents_csv' | 'incidents_geojson';
export type ExportState = 'waiting' | 'asked' | 'running' | 'ready' | 'expired' | 'failed' | 'withdrawn';
export type Export = Narrowed<Of<'Export'>, { kind: ExportKind; state: ExportState }>;
export type ExportPage = Narrowed<Of<'ExportPage'>, { items: Export[] }>;
export type HandoverSection =
  'open' | 'promised' | 'watch' | 'staffing' | 'faults' | 'chats' | 'counts' | 'events' | 'lessons';
export type HandoverLine = Narrowed<
  Of<'HandoverLine'>,
  {
    section: HandoverSection;
    state: 'proposed' | 'edited' | 'struck' | 'questioned' | 'answered' | 'accepted';
    priority?: Priority;
  }
>;
export type Handover = Narrowed<
  Of<'Handover'>,
  { state: 'draft' | 'signed' | 'accepted'; shift: 'night' | 'day'; lines: HandoverLine[] }
>;
export type HandoverHead = Narrowed<Of<'HandoverHead'>, { state: 'signed' | 'accepted'; shift: 'night' | 'day' }>;
export type ShiftAct = Of<'ShiftAct'>;

export type IncidentMap = Narrowed<Of<'IncidentMap'>, { groups: MapGroup[]; floors: MapFloor[]; items: MapRow[] }>;
export type MapGroup = Narrowed<Of<'MapGroup'>, { priority: Priority }>;
export type Basemap = Of<'Basemap'>;
export type MapFloor = Narrowed<Of<'MapFloor'>, { priority: Priority }>;
export type MapRow = Narrowed<Of<'MapRow'>, { priority: Priority; status: Status }>;
export type CoverageNow = Of<'Coverage'>;
