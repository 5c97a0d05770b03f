import type { Feature, FeatureCollection, Point as GeoPoint, Polygon } from 'geojson';
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';

import { token } from './marks';
import type { Cell, MapSite, OwnPosition } from './types';

const is = (look: string): ExpressionSpecification => ['==', ['get', 'look'], look];
const countOf = (test: ExpressionSpecification): ExpressionSpecification => ['+', ['case', test, 1, 0]];

/** The sources that are ours: sites in clusters, and where this device is. */
export const sources: Record<string, SourceSpecification> = {
  sites: {
    type: 'geojson',
    data: collection([]),
    cluster: true,
    clusterRadius: 44,
    clusterMaxZoom: 15,
    clusterProperties: {
      danger: countOf(['any', is('danger'), is('frost')]),
      overdue: countOf(is('overdue')),
    },
  },
  selected: { type: 'geojson', data: collection([]) },
  cells: { type: 'geojson', data: collection([]) },
  position: { type: 'geojson', data: collection([]) },
};

const worst: ExpressionSpecification = [
  'case',
  ['>', ['get', 'danger'], 0],
  'danger',
  ['>', ['get', 'overdue'], 0],
  'overdue',
  'calm',
];

/** Urgent sites are drawn over calm ones. */
const urgency: ExpressionSpecification = [
  'match',
  ['get', 'look'],
  ['danger', 'frost'],
  4,
  'overdue',
  3,
  'active',
  2,
  'closed',
  0,
  1,
];

/** The layers that are ours, from the ground up, in the colours of the theme shown now. */
export function ownLayers(): LayerSpecification[] {
  return [...cellLayers(), ...positionLayers(), ...siteLayers()];
}

function cellLayers(): LayerSpecification[] {
  const ink = token('--lamp-text');
  return [
    { id: 'cells', type: 'fill', source: 'cells', paint: { 'fill-color': ink, 'fill-opacity': 0.08 } },
    {
      id: 'cell-edges',
      type: 'line',
      source: 'cells',
      paint: { 'line-color': ink, 'line-opacity': 0.7, 'line-width': 1.5, 'line-dasharray': [3, 2] },
    },
  ];
}

function positionLayers(): LayerSpecification[] {
  const blue = token('--note');
  return [
    {
      id: 'accuracy',
      type: 'fill',
      source: 'position',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': blue, 'fill-opacity': 0.14, 'fill-outline-color': blue },
    },
    {
      id: 'position',
      type: 'circle',
      source: 'position',
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 7,
        'circle-color': blue,
        'circle-stroke-width': 3,
        'circle-stroke-color': token('--page'),
      },
    },
  ];
}

function siteLayers(): LayerSpecification[] {
  // Marks are never hidden; a label that would lie under one is.
  const everything = { 'icon-allow-overlap': true } as const;
  return [
    {
      id: 'selected',
      type: 'circle',
      source: 'selected',
      paint: {
        'circle-radius': 23,
        'circle-color': token('--lamp'),
        'circle-opacity': 0.28,
        'circle-stroke-width': 3,
        'circle-stroke-color': token('--lamp'),
      },
    },
    {
      id: 'clusters',
      type: 'symbol',
      source: 'sites',
      filter: ['has', 'point_count'],
      layout: {
        ...everything,
        'icon-image': ['concat', 'cluster:', ['to-string', ['get', 'point_count_abbreviated']], ':', worst],
      },
    },
    {
      id: 'sites',
      type: 'symbol',
      source: 'sites',
      filter: ['!', ['has', 'point_count']],
      layout: {
        ...everything,
        'icon-image': ['concat', 'site:', ['get', 'look']],
        'symbol-sort-key': urgency,
      },
    },
    {
      // The chosen site stands out even where its neighbours are one cluster.
      id: 'selected-site',
      type: 'symbol',
      source: 'selected',
      layout: { ...everything, 'icon-image': ['concat', 'site:', ['get', 'look']] },
    },
  ];
}

function collection(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features };
}

/** Sites as the map's source wants them. */
export function siteData(sites: readonly MapSite[]): FeatureCollection {
  return collection(
    sites.map(({ id, look, lng, lat }): Feature<GeoPoint> => {
      return {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [lng, lat] },
        properties: { id, look },
      };
    }),
  );
}

/** The cells of sites that are not known more exactly, each once. */
export function cellData(sites: readonly MapSite[]): FeatureCollection {
  const cells = new Map<string, Cell>();
  for (const { cell } of sites) if (cell) cells.set(`${cell.lat} ${cell.lng}`, cell);
  return collection([...cells.values()].map(circleAround));
}

/** The own position as a dot and the circle within which it is. */
export function positionData(own: OwnPosition | undefined): FeatureCollection {
  if (!own) return collection([]);
  const dot: Feature<GeoPoint> = {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [own.lng, own.lat] },
    properties: {},
  };
  return collection([circleAround({ ...own, radius: own.accuracy }), dot]);
}

function circleAround({ lng, lat, radius }: Cell): Feature<Polygon> {
  const METRES_PER_DEGREE = 111_320;
  const CORNERS = 48;
  const up = radius / METRES_PER_DEGREE;
  const across = up / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  const ring = Array.from({ length: CORNERS + 1 }, (_, corner) => {
    const turn = ((corner % CORNERS) / CORNERS) * 2 * Math.PI;
    return [lng + across * Math.cos(turn), lat + up * Math.sin(turn)];
  });
  return { type: 'Feature', geometry: { type: 'Polygon', coordinates: [ring] }, properties: {} };
}
