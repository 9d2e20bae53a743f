/** The map's layers, from the ground up, in the inks of the look. No words but as pictures: nothing is fetched from outside. */
import type { StyleSpecification } from 'maplibre-gl';
import type { Inks } from './inks';
import { EMPTY } from './sources';
import { names } from './marks';

export const SOURCES = ['ground', 'zones', 'names', 'plates', 'heat', 'area', 'patrols', 'sites', 'groups'] as const;
export type SourceName = (typeof SOURCES)[number];

/** The first layer of ours above the bare ground: a base map goes below it. */
export const LOWEST = 'ground';

const PLATES_FROM = 17;
const CODES_FROM = 18.5;

export function styleOf(inks: Inks): StyleSpecification {
  return {
    version: 8,
    sources: Object.fromEntries(SOURCES.map((name) => [name, { type: 'geojson', data: EMPTY } as const])),
    layers: [
      { id: 'background', type: 'background', paint: { 'background-color': inks.ground } },
      {
        id: LOWEST,
        type: 'fill',
        source: 'ground',
        filter: ['get', 'area'],
        paint: {
          'fill-color': [
            'match',
            ['get', 'kind'],
            'ground',
            inks.road,
            'water',
            inks.water,
            'quay',
            inks.floor,
            inks.zone,
          ],
        },
      },
      {
        id: 'zone',
        type: 'fill',
        source: 'zones',
        filter: ['!', ['get', 'inner']],
        paint: { 'fill-color': inks.floor, 'fill-opacity': 0.8 },
      },
      { id: 'bare', type: 'fill', source: 'zones', filter: ['get', 'bare'], paint: { 'fill-pattern': names.hatch } },
      {
        id: 'walls',
        type: 'line',
        source: 'zones',
        paint: { 'line-color': inks.wall, 'line-width': ['case', ['get', 'inner'], 1, 1.75] },
      },
      {
        id: 'lines',
        type: 'line',
        source: 'ground',
        filter: ['!', ['get', 'area']],
        paint: { 'line-color': inks.wall, 'line-width': 1 },
      },
      {
        id: 'heat',
        type: 'heatmap',
        source: 'heat',
        paint: {
          'heatmap-weight': ['get', 'weight'],
          'heatmap-radius': ['interpolate', ['exponential', 2], ['zoom'], 13, 12, 19, 160],
          'heatmap-opacity': 0.8,
          'heatmap-color': [
            'interpolate',
            ['linear'],
            ['heatmap-density'],
            0,
            inks.heat0,
            0.08,
            inks.heat1,
            0.4,
            inks.heat2,
          ],
        },
      },
      { id: 'area', type: 'fill', source: 'area', paint: { 'fill-color': inks.brandSoft } },
      {
        id: 'area-line',
        type: 'line',
        source: 'area',
        paint: { 'line-color': inks.brand, 'line-width': 2, 'line-dasharray': [3, 2] },
      },
      {
        id: 'area-corners',
        type: 'circle',
        source: 'area',
        filter: ['==', ['geometry-type'], 'Point'],
        paint: {
          'circle-radius': 4,
          'circle-color': inks.bg,
          'circle-stroke-color': inks.brand,
          'circle-stroke-width': 2,
        },
      },
      {
        id: 'plates',
        type: 'circle',
        source: 'plates',
        minzoom: PLATES_FROM,
        paint: { 'circle-radius': 2.5, 'circle-color': inks.faint },
      },
      {
        id: 'names',
        type: 'symbol',
        source: 'names',
        layout: { 'icon-image': ['get', 'icon'], 'symbol-sort-key': ['get', 'rank'], 'icon-padding': 6 },
      },
      {
        id: 'codes',
        type: 'symbol',
        source: 'plates',
        minzoom: CODES_FROM,
        layout: { 'icon-image': ['get', 'icon'], 'icon-offset': [0, 12] },
      },
      ...symbols('patrols'),
      ...symbols('sites'),
      {
        id: 'chosen',
        type: 'circle',
        source: 'groups',
        filter: ['get', 'chosen'],
        paint: {
          'circle-radius': 17.5,
          'circle-color': 'transparent',
          'circle-stroke-color': inks.brand,
          'circle-stroke-width': 2,
        },
      },
      ...symbols('groups'),
    ],
  };
}

/** Pictures that are all shown, however near; names, theirs and those of places, only where there is room beside them. */
function symbols(source: 'patrols' | 'sites' | 'groups'): StyleSpecification['layers'] {
  const rank = source === 'groups' ? (['get', 'rank'] as const) : 0;
  return [
    {
      id: `${source}-label`,
      type: 'symbol',
      source,
      filter: ['!=', ['get', 'label'], ''],
      layout: { 'icon-image': ['get', 'label'], 'icon-offset': [0, 27], 'icon-optional': true },
    },
    {
      id: source,
      type: 'symbol',
      source,
      layout: {
        'icon-image': ['get', 'icon'],
        'icon-allow-overlap': true,
        // What is written gives way to them.
        'icon-padding': 0,
        // What is drawn later lies above.
        'symbol-sort-key': rank === 0 ? 0 : ['get', 'rank'],
      },
    },
  ];
}
