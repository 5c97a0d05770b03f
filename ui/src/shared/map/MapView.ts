import 'maplibre-gl/dist/maplibre-gl.css';

import { GeoJSONSource, Map as LibreMap, type MapLayerMouseEvent } from 'maplibre-gl';

import type { Theme } from '../theme.svelte';
import { openBasemap, type Basemap } from './basemap';
import { cellData, ownLayers, positionData, siteData, sources } from './layers';
import { pictureFor } from './marks';
import { Pin } from './Pin';
import { townStyle, type LabelFonts } from './style';
import type { MapEvents, MapSite, OwnPosition, Point, Shown } from './types';
import { prepareWorker } from './worker';

/** What a map starts with. */
export interface MapStart {
  basemapUrl?: string;
  glyphsUrl?: string;
  fonts?: LabelFonts;
  theme: Theme;
  language: string;
  /** Where to look first; otherwise where the basemap says. */
  center?: Point;
  zoom?: number;
  /** Name of the map, and of the pin, for ears. */
  labels: { map: string; pin: string };
}

const LONG_PRESS = 550;

/** The map itself, behind plain calls; loaded only when a map is shown. */
export class MapView {
  /** Whether a basemap was found. */
  readonly hasBasemap: boolean;
  readonly #map: LibreMap;
  readonly #start: MapStart;
  readonly #basemap: Basemap | undefined;
  readonly #events: MapEvents;
  readonly #pin: Pin;
  #sites: readonly MapSite[] = [];
  #position: OwnPosition | undefined;
  #selected: string | undefined;

  /** Opens the basemap, if there is one, and draws. */
  static async open(container: HTMLElement, start: MapStart, events: MapEvents): Promise<MapView> {
    prepareWorker();
    const basemap = start.basemapUrl ? await openBasemap(start.basemapUrl) : undefined;
    return new MapView(container, start, events, basemap);
  }

  private constructor(container: HTMLElement, start: MapStart, events: MapEvents, basemap?: Basemap) {
    this.#start = start;
    this.#basemap = basemap;
    this.#events = events;
    this.hasBasemap = basemap !== undefined;
    this.#map = new LibreMap({
      container,
      style: this.#style(start.theme, start.language),
      center: start.center ?? basemap?.center ?? [0, 0],
      zoom: start.zoom ?? basemap?.zoom ?? 12,
      maxZoom: 19,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120,
      attributionControl: { compact: true },
      locale: { 'Map.Title': start.labels.map },
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.keyboard.disableRotation();
    this.#pin = new Pin(this.#map, start.labels.pin, (at) => events.onpin?.(at));
    this.#listen();
  }

  #style(theme: Theme, language: string) {
    const { glyphsUrl: glyphs, fonts } = this.#start;
    return townStyle({ theme, language, basemap: this.#basemap, glyphs, fonts });
  }

  #listen(): void {
    const map = this.#map;
    map.on('style.load', () => this.#drawOwn());
    map.setMissingStyleImageResolver((id) => this.#addPicture(id));
    map.on('moveend', () => this.#events.onmove?.(this.shown()));
    map.on('click', (event) => this.#click(event));
    map.on('contextmenu', (event) => this.#events.onpress?.(plain(event.lngLat)));
    for (const layer of ['sites', 'clusters']) {
      map.on('mouseenter', layer, () => map.getCanvas().classList.add('touchable'));
      map.on('mouseleave', layer, () => map.getCanvas().classList.remove('touchable'));
    }
    this.#listenForLongPress();
  }

  #listenForLongPress(): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = () => clearTimeout(timer);
    this.#map.on('touchstart', (event) => {
      stop();
      if (event.points.length > 1) return;
      timer = setTimeout(() => this.#events.onpress?.(plain(event.lngLat)), LONG_PRESS);
    });
    for (const end of ['touchmove', 'touchend', 'touchcancel', 'movestart'] as const) this.#map.on(end, stop);
  }

  #click(event: Pick<MapLayerMouseEvent, 'point' | 'lngLat'>): void {
    const { x, y } = event.point;
    const reach = 12;
    const near: [[number, number], [number, number]] = [
      [x - reach, y - reach],
      [x + reach, y + reach],
    ];
    const [hit] = this.#map.queryRenderedFeatures(near, { layers: ['sites', 'clusters'] });
    if (!hit) this.#events.onselect?.(undefined);
    else if (hit.properties['cluster']) void this.#openCluster(hit.properties['cluster_id'], event.lngLat);
    else this.#events.onselect?.(String(hit.properties['id']));
  }

  async #openCluster(cluster: number, center: Point): Promise<void> {
    const zoom = await this.#source('sites')?.getClusterExpansionZoom(cluster);
    if (zoom !== undefined) this.#map.easeTo({ center, zoom: zoom + 0.2 });
  }

  #drawOwn(): void {
    for (const [id, source] of Object.entries(sources)) this.#map.addSource(id, source);
    for (const layer of ownLayers()) this.#map.addLayer(layer);
    this.showSites(this.#sites);
    this.showPosition(this.#position);
  }

  #addPicture(id: string): void {
    const picture = pictureFor(id);
    if (picture && !this.#map.hasImage(id)) {
      this.#map.addImage(id, picture.image, { pixelRatio: picture.pixelRatio });
    }
  }

  #source(id: string): GeoJSONSource | undefined {
    const source = this.#map.getSource(id);
    return source instanceof GeoJSONSource ? source : undefined;
  }

  /** Draws these sites instead of those before. */
  showSites(sites: readonly MapSite[]): void {
    this.#sites = sites;
    void this.#source('sites')?.setData(siteData(sites));
    void this.#source('cells')?.setData(cellData(sites));
    this.select(this.#selected);
  }

  /** Draws the own position; `undefined` takes it away. */
  showPosition(own: OwnPosition | undefined): void {
    this.#position = own;
    void this.#source('position')?.setData(positionData(own));
  }

  /** Draws a ring around one site, also where it is one of a cluster. */
  select(id: string | undefined): void {
    this.#selected = id;
    const chosen = this.#sites.filter((site) => site.id === id);
    void this.#source('selected')?.setData(siteData(chosen));
  }

  /** Puts the pin somewhere; `undefined` takes it away. */
  showPin(at: Point | undefined): void {
    this.#pin.show(at);
  }

  /** Draws everything in another theme or language; what was shown stays. */
  restyle(theme: Theme, language: string): void {
    this.#map.setStyle(this.#style(theme, language), { diff: false });
  }

  /** Moves there; at once where motion is unwelcome. */
  look(at: Point, zoom?: number): void {
    this.#map.easeTo({ center: at, zoom: zoom ?? this.#map.getZoom(), duration: 150 });
  }

  /** Shows all of these points. */
  fit(points: readonly Point[]): void {
    if (points.length === 0) return;
    const lngs = points.map((point) => point.lng);
    const lats = points.map((point) => point.lat);
    this.#map.fitBounds([Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)], {
      padding: 56,
      maxZoom: 16,
      duration: 0,
    });
  }

  /** One step nearer or farther. */
  zoomBy(step: 1 | -1): void {
    this.#map.easeTo({ zoom: this.#map.getZoom() + step, duration: 150 });
  }

  /** What is shown now. */
  shown(): Shown {
    const bounds = this.#map.getBounds();
    return {
      center: plain(this.#map.getCenter()),
      zoom: this.#map.getZoom(),
      bounds: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()],
    };
  }

  /** Gives the graphics memory back. */
  close(): void {
    this.#pin.show(undefined);
    this.#map.remove();
  }
}

function plain({ lng, lat }: Point): Point {
  return { lng, lat };
}
