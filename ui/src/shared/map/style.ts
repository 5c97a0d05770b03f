import { layers, namedFlavor, type Flavor } from '@protomaps/basemaps';
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';

import type { Theme } from '../theme.svelte';

/** The fonts the glyph files are made of. */
export interface LabelFonts {
  regular: string;
  bold: string;
  italic: string;
}

const FONTS: LabelFonts = {
  regular: 'Noto Sans Regular',
  bold: 'Noto Sans Medium',
  italic: 'Noto Sans Italic',
};

interface Ink {
  /** Outside the town, the town, built-up, green, dark green, water. */
  page: string;
  earth: string;
  built: string;
  green: string;
  wood: string;
  water: string;
  /** Streets from the smallest to the largest, and their edge. */
  path: string;
  minor: string;
  major: string;
  highway: string;
  edge: string;
  rail: string;
  pipe: string;
  /** Labels and the halo around them. */
  label: string;
  quietLabel: string;
  halo: string;
}

// Derived by eye from tokens.css: the town stays a step behind the sites that are drawn on it.
const inks: Record<Theme, Ink> = {
  dark: {
    page: '#0f1316',
    earth: '#151a1e',
    built: '#1f262b',
    green: '#17231d',
    wood: '#16261d',
    water: '#12283a',
    path: '#2b343b',
    minor: '#2b343b',
    major: '#3a444c',
    highway: '#4c4a42',
    edge: '#10151a',
    rail: '#5b656d',
    pipe: '#c98a3a',
    label: '#d5d2ca',
    quietLabel: '#a9b0b6',
    halo: '#0f1316',
  },
  bright: {
    page: '#f7f4ec',
    earth: '#f3efe4',
    built: '#e2dbca',
    green: '#dde8cf',
    wood: '#d0e0c2',
    water: '#b9d7ea',
    path: '#ffffff',
    minor: '#ffffff',
    major: '#ffffff',
    highway: '#fbe3b4',
    edge: '#d9d0bc',
    rail: '#8b8474',
    pipe: '#b4641a',
    label: '#2b2f33',
    quietLabel: '#575d63',
    halo: '#ffffff',
  },
  contrast: {
    page: '#000000',
    earth: '#000000',
    built: '#262626',
    green: '#001a0b',
    wood: '#002410',
    water: '#00264d',
    path: '#4d4d4d',
    minor: '#5c5c5c',
    major: '#808080',
    highway: '#9a9a9a',
    edge: '#000000',
    rail: '#bdbdbd',
    pipe: '#ffe600',
    label: '#ffffff',
    quietLabel: '#ffffff',
    halo: '#000000',
  },
};

/** The world seen from afar; a file of one town has no such layer, and the map reports each lack. */
const LANDCOVER = 'landcover';

function flavor(theme: Theme, fonts: LabelFonts): Flavor {
  const ink = inks[theme];
  const start = namedFlavor(theme === 'bright' ? 'light' : 'dark');
  const casings = keysEnding(start, ['_casing', '_casing_late', '_casing_early'], ink.edge);
  const halos = keysEnding(start, ['_halo'], ink.halo);
  const labels = keysEnding(start, ['_label', '_label_major', '_label_minor'], ink.quietLabel);
  return {
    ...start,
    ...casings,
    ...labels,
    ...halos,
    ...fonts,
    ...grounds(ink),
    ...streets(ink),
    roads_label_minor: ink.quietLabel,
    roads_label_major: ink.label,
    city_label: ink.label,
    subplace_label: ink.label,
    pois: pois(ink.quietLabel),
  };
}

function keysEnding(start: Flavor, ends: string[], colour: string): Partial<Flavor> {
  const keys = Object.keys(start).filter((key) => ends.some((end) => key.endsWith(end)));
  return Object.fromEntries(keys.map((key) => [key, colour]));
}

/** Places of interest are words, not colours: colour belongs to the sites. */
function pois(ink: string): Flavor['pois'] {
  return {
    blue: ink,
    green: ink,
    lapis: ink,
    pink: ink,
    red: ink,
    slategray: ink,
    tangerine: ink,
    turquoise: ink,
  };
}

function grounds(ink: Ink): Partial<Flavor> {
  const { page, earth, built, green, wood, water, path } = ink;
  return {
    background: page,
    earth,
    water,
    buildings: built,
    park_a: green,
    park_b: wood,
    wood_a: wood,
    wood_b: wood,
    scrub_a: green,
    scrub_b: green,
    hospital: built,
    industrial: built,
    school: built,
    pedestrian: path,
    sand: built,
    beach: built,
    glacier: earth,
    aerodrome: built,
    runway: path,
    zoo: green,
    military: built,
    pier: path,
  };
}

function streets({ path, minor, major, highway, rail }: Ink): Partial<Flavor> {
  return {
    other: path,
    minor_service: minor,
    minor_a: minor,
    minor_b: minor,
    link: major,
    major,
    highway,
    railway: rail,
    boundaries: rail,
    tunnel_other: path,
    tunnel_minor: minor,
    tunnel_link: major,
    tunnel_major: major,
    tunnel_highway: highway,
    bridges_other: path,
    bridges_minor: minor,
    bridges_link: major,
    bridges_major: major,
    bridges_highway: highway,
  };
}

/** Heating pipes above ground: people sleep along them, so they are drawn plainly, as a dashed line. */
function utilities(theme: Theme): LayerSpecification {
  return {
    id: 'utility',
    type: 'line',
    source: 'basemap',
    'source-layer': 'utility',
    filter: ['==', ['get', 'kind'], 'heating_pipe'],
    minzoom: 11,
    layout: { 'line-cap': 'butt' },
    paint: {
      'line-color': inks[theme].pipe,
      'line-width': ['interpolate', ['linear'], ['zoom'], 11, 1, 17, 4],
      'line-dasharray': [3, 1.5],
    },
  };
}

/** No sprite is shipped: labels stay, the pictures beside them go, and so do the road shields. */
function withoutPictures(all: LayerSpecification[]): LayerSpecification[] {
  return all
    .filter((layer) => layer.id !== 'roads_shields' && layer.id !== 'roads_oneway')
    .map((layer) => {
      if (layer.type !== 'symbol' || !layer.layout?.['icon-image']) return layer;
      const layout = { ...layer.layout };
      delete layout['icon-image'];
      return { ...layer, layout };
    });
}

/** What the town looks like in a theme. Without a basemap: the plain ground. */
export function townStyle(options: {
  theme: Theme;
  language: string;
  basemap?: { url: string; layers: readonly string[] };
  /** The folder of glyph files; without it labels are drawn with the device's own font. */
  glyphs?: string;
  fonts?: LabelFonts;
}): StyleSpecification {
  const { theme, language, basemap, glyphs, fonts = FONTS } = options;
  const ground: LayerSpecification = {
    id: 'ground',
    type: 'background',
    paint: { 'background-color': inks[theme].earth },
  };
  const drawn = basemap ? layers('basemap', flavor(theme, fonts), { lang: language }) : [];
  const all = drawn.filter((layer) => !('source-layer' in layer && layer['source-layer'] === LANDCOVER));
  const firstLabel = all.findIndex((layer) => layer.type === 'symbol');
  const cut = firstLabel < 0 ? all.length : firstLabel;
  const pipes = basemap?.layers.includes('utility') ? [utilities(theme)] : [];
  const town = basemap ? [...all.slice(0, cut), ...pipes, ...all.slice(cut)] : [ground];
  return {
    version: 8,
    ...(glyphs ? { glyphs: `${glyphs}/{fontstack}/{range}.pbf` } : {}),
    sources: basemap ? { basemap: { type: 'vector', url: basemap.url } } : {},
    layers: withoutPictures(town),
  };
}
