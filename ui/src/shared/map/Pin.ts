import { Marker, type Map as LibreMap } from 'maplibre-gl';

import type { Point } from './types';

const STEP = 8;
const steps: Record<string, [number, number]> = {
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
};

/** The one pin that can be put somewhere: dragged, or moved with the arrow keys. */
export class Pin {
  readonly #map: LibreMap;
  readonly #label: string;
  readonly #onput: (at: Point) => void;
  #marker: Marker | undefined;

  constructor(map: LibreMap, label: string, onput: (at: Point) => void) {
    this.#map = map;
    this.#label = label;
    this.#onput = onput;
  }

  /** Shows the pin there; `undefined` takes it away. */
  show(at: Point | undefined): void {
    if (!at) {
      this.#marker?.remove();
      this.#marker = undefined;
      return;
    }
    // Added once only: to add it again would take it out of the page, and the focus with it.
    if (this.#marker) this.#marker.setLngLat(at);
    else this.#marker = this.#made(at).addTo(this.#map);
  }

  #made(at: Point): Marker {
    const face = document.createElement('button');
    face.type = 'button';
    face.className = 'map-pin';
    face.setAttribute('aria-label', this.#label);
    const marker = new Marker({ element: face, anchor: 'bottom', draggable: true }).setLngLat(at);
    marker.on('dragend', () => this.#put());
    face.addEventListener('keydown', (event) => this.#key(event));
    return marker;
  }

  #key(event: KeyboardEvent): void {
    const step = steps[event.key];
    if (!step || !this.#marker) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.#map.project(this.#marker.getLngLat());
    this.#marker.setLngLat(this.#map.unproject([at.x + step[0], at.y + step[1]]));
    this.#put();
  }

  #put(): void {
    const at = this.#marker?.getLngLat();
    if (at) this.#onput({ lng: at.lng, lat: at.lat });
  }
}
