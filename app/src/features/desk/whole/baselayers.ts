/** How a base map is drawn: below everything of ours and quieter than all of it, without letters. Pure. */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import type { Inks } from './inks';

export type BaseLayers = (inks: Inks, night: boolean) => LayerSpecification[];

interface Stroke {
  /** The layer of the tiles, of the Protomaps schema or of OpenMapTiles'; some names are in both. */
  from: string;
  shape: 'fill' | 'line';
  ink: 'land' | 'green' | 'water' | 'street' | 'house' | 'border';
  dashed?: boolean;
}

/** From the ground up. */
const STROKES: readonly Stroke[] = [
  { from: 'earth', shape: 'fill', ink: 'land' },
  { from: 'landcover', shape: 'fill', ink: 'green' },
  { from: 'landuse', shape: 'fill', ink: 'green' },
  { from: 'water', shape: 'fill', ink: 'water' },
  { from: 'water', shape: 'line', ink: 'water' },
  { from: 'waterway', shape: 'line', ink: 'water' },
  { from: 'aeroway', shape: 'fill', ink: 'street' },
  { from: 'aeroway', shape: 'line', ink: 'street' },
  { from: 'transportation', shape: 'fill', ink: 'street' },
  { from: 'transportation', shape: 'line', ink: 'street' },
  { from: 'roads', shape: 'line', ink: 'street' },
  { from: 'building', shape: 'fill', ink: 'house' },
  { from: 'buildings', shape: 'fill', ink: 'house' },
  { from: 'boundaries', shape: 'line', ink: 'border', dashed: true },
];

/** Protomaps says `kind`, and `kind_detail` where it knows more; OpenMapTiles says `class`. */
const KIND: ExpressionSpecification = ['coalesce', ['get', 'kind_detail'], ['get', 'kind'], ['get', 'class'], ''];
const ROUGH: ExpressionSpecification = ['coalesce', ['get', 'kind'], ['get', 'class'], ''];
// Houses and yards of all sorts are no colour of their own.
const GREENS =
  'forest wood grass grassland meadow park garden scrub farmland orchard vineyard wetland cemetery golf_course nature_reserve national_park protected_area recreation_ground village_green pitch'.split(
    ' ',
  );
/** How wide they are, in metres. */
const METRES: readonly [kinds: string[], metres: number][] = [
  [['runway'], 45],
  [['taxiway', 'river'], 20],
  [['motorway', 'trunk', 'highway'], 16],
  [['primary', 'secondary', 'major_road', 'canal'], 10],
  [['rail', 'subway', 'light_rail', 'tram', 'transit', 'stream', 'ditch', 'drain'], 3],
  [['path', 'footway', 'cycleway', 'pedestrian', 'steps', 'track', 'bridleway', 'corridor'], 2],
];
const METRES_ELSE = 6;
/** Metres of a pixel at zoom 12 and halfway to the pole; each zoom has half as many. */
const METRES_AT_12 = 13.5;

function width(): ExpressionSpecification {
  const metres = (pixels: number) =>
    [
      'match',
      KIND,
      ...METRES.flatMap(([kinds, wide]) => [kinds, wide * pixels]),
      METRES_ELSE * pixels,
    ] as unknown as ExpressionSpecification;
  const near = 2 ** 10 / METRES_AT_12;
  return ['interpolate', ['exponential', 2], ['zoom'], 12, metres(1 / METRES_AT_12), 22, metres(near)];
}

// What runs below the ground or on no ground would only be taken for a way.
const SEEN: FilterSpecification = [
  'all',
  ['!=', ['get', 'brunnel'], 'tunnel'],
  ['!', ['to-boolean', ['coalesce', ['get', 'is_tunnel'], false]]],
  ['!=', ROUGH, 'ferry'],
];
const isShape = (shape: 'Polygon' | 'LineString'): ExpressionSpecification => ['==', ['geometry-type'], shape];

/** Of tiles that are drawn here; nothing where none of their layers is known. */
export function drawnLayers(source: string, known: ReadonlySet<string>): BaseLayers | undefined {
  const here = STROKES.filter(({ from }) => known.has(from));
  return here.length === 0
    ? undefined
    : (inks) =>
        here.map(({ from, shape, ink, dashed }) => {
          const common = { id: `${source}-${from}-${shape}`, source, 'source-layer': from };
          if (shape === 'line')
            return {
              ...common,
              type: 'line',
              filter: ['all', isShape('LineString'), SEEN] as FilterSpecification,
              layout: { 'line-cap': 'round', 'line-join': 'round' },
              paint: dashed
                ? { 'line-color': inks[ink], 'line-width': 1, 'line-dasharray': [4, 3] }
                : { 'line-color': inks[ink], 'line-width': width() },
            };
          const green: ExpressionSpecification = ['match', ROUGH, GREENS, inks.green, inks.land];
          return {
            ...common,
            type: 'fill',
            filter: isShape('Polygon'),
            paint: { 'fill-color': ink === 'green' ? green : inks[ink] },
          };
        });
}

/** Of pictures: dim by night and pale by day, so that marks stay what is seen first. */
export const pictureLayers =
  (source: string): BaseLayers =>
  (_inks, night) => [
    {
      id: `${source}-picture`,
      type: 'raster',
      source,
      paint: {
        'raster-fade-duration': 0,
        'raster-saturation': -0.6,
        ...(night ? { 'raster-brightness-max': 0.25 } : { 'raster-opacity': 0.4 }),
      },
    },
  ];
