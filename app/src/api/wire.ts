/** What the reporter's side hears from the server: the contract's own shapes, narrowed where the screens switch on a word. */
import type { Narrowed, Of } from './contract';
import type { components } from './schema';

type VenueKind = 'airport' | 'seaport';

export type VenueSummary = Narrowed<Of<'VenueBrief'>, { kind: VenueKind }>;
export type Tile = Of<'Tile'>;
export type Category = Narrowed<Of<'Category'>, { emergency: 'always' | 'when' | 'never' }>;
export type Question = Narrowed<Of<'Question'>, { type: 'single' | 'multi' | 'text' | 'time' | 'place' }>;
export type Floor = Of<'Floor'>;
export type PlateFound = Of<'Plate'>;
export type ProblemBody = components['schemas']['Problem'];

type Position = number[];
type Geometry =
  | { type: 'Point'; coordinates: Position }
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'Polygon'; coordinates: Position[][] };

/** GeoJSON, which the contract leaves to its own standard (RFC 7946). */
interface Features<Properties> {
  type: 'FeatureCollection';
  features: { type: 'Feature'; id?: string | number; geometry: Geometry; properties: Properties }[];
}

export type Venue = Narrowed<
  Of<'Profile'>,
  {
    kind: VenueKind;
    categories: Category[];
    questions: Record<string, Question>;
    zones: Features<{ name: string; zone_class: string; floor: string; parent?: string }>;
    drawing: Features<{ kind: string; floor: string; name?: string; heading?: number }>;
  }
>;

export type ReportStatus = 'received' | 'acknowledged' | 'en_route' | 'on_scene' | 'resolved' | 'closed';

export type ReportView = Narrowed<
  Of<'ReporterView'>,
  {
    status: ReportStatus;
    steps: Narrowed<Of<'Step'>, { status: ReportStatus }>[];
    photos: Narrowed<Of<'PhotoState'>, { state: 'expected' | 'stored' | 'ready' | 'no_preview' }>[];
    messages: Narrowed<Of<'ReporterMessage'>, { from: 'officer' | 'reporter' }>[];
  }
>;
