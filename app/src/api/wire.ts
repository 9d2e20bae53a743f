/** What the server says and hears. Hand-written until the generated schema takes its place. */

export interface VenueSummary {
  id: string;
  name: string;
  kind: 'airport' | 'seaport';
  emergency_number: string;
  languages: string[];
}

export interface Choice {
  code: string;
  label: string;
}

export interface Tile {
  code: string;
  icon: string;
  label: string;
  hint: string;
  category: string;
  danger?: boolean;
  refine?: { text: string; options: (Choice & { category: string })[] };
}

export interface Category {
  code: string;
  group: string;
  label: string;
  default_priority: number;
  emergency: 'always' | 'when' | 'never';
  questions: string[];
  guidance?: string;
}

export interface Question {
  text: string;
  type: 'single' | 'multi' | 'text' | 'time' | 'place';
  required: boolean;
  options: Choice[];
  emergency_on?: string[];
}

export interface Floor {
  code: string;
  label: string;
  level: number;
}

export type Position = number[];
export type Geometry =
  | { type: 'Point'; coordinates: Position }
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'Polygon'; coordinates: Position[][] };
export interface Feature<P> {
  type: 'Feature';
  id?: string | number;
  geometry: Geometry;
  properties: P;
}
export interface FeatureCollection<P> {
  type: 'FeatureCollection';
  features: Feature<P>[];
}
export interface ZoneProperties {
  name: string;
  zone_class: string;
  floor: string;
  parent?: string;
}
export interface DrawingProperties {
  kind: string;
  floor: string;
  name?: string;
  heading?: number;
}

export interface Plate {
  code: string;
  label: string;
  zone: string;
  floor: string;
  lat: number;
  lon: number;
}

export interface Limits {
  photo_bytes: number;
  photo_pixels: number;
  photos_per_report: number;
  narrative_chars: number;
  answer_chars: number;
  message_chars: number;
  place_text_chars: number;
  contact_chars: number;
}

export interface Venue extends VenueSummary {
  time_zone: string;
  version: string | number;
  groups: Choice[];
  tiles: Tile[];
  categories: Category[];
  questions: Record<string, Question>;
  floors: Floor[];
  zones: FeatureCollection<ZoneProperties>;
  drawing: FeatureCollection<DrawingProperties>;
  plates: Plate[];
  limits: Limits;
  evidence_key?: string;
}

export interface PlateFound {
  code: string;
  venue: string;
  venue_name: string;
  zone: { id: string; label: string };
  floor: string;
  label: string;
  lat: number;
  lon: number;
}

export interface Emergency {
  show: boolean;
  number: string;
}

export type ReportStatus = 'received' | 'acknowledged' | 'en_route' | 'on_scene' | 'resolved' | 'closed';

export interface ReportView {
  id: string;
  venue: string;
  category: string;
  status: ReportStatus;
  received_at: string;
  seen_at?: string;
  steps: { status: ReportStatus; at: string }[];
  place?: { label: string };
  emergency: Emergency;
  photos: { id: string; state: 'expected' | 'stored' | 'ready' | 'no_preview' }[];
  messages: { id: string; from: 'officer' | 'reporter'; text: string; at: string }[];
  questions: unknown[];
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  field?: string;
  [member: string]: unknown;
}
