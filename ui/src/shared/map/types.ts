import type { SiteLook } from '../ui/siteMark';

/** A point on the earth, in degrees. */
export interface Point {
  lng: number;
  lat: number;
}

/** A site as the map draws it. A coarse position is drawn the same way; the caller says so in words. */
export interface MapSite extends Point {
  id: string;
  look: SiteLook;
}

/** Where this device is, and how sure it is of it. */
export interface OwnPosition extends Point {
  /** Radius in metres within which it is. */
  accuracy: number;
}

/** What part of the world is shown. */
export interface Shown {
  center: Point;
  zoom: number;
  /** West, south, east, north. */
  bounds: [number, number, number, number];
}

/** What a person did on the map. */
export interface MapEvents {
  onselect?: (id: string | undefined) => void;
  onmove?: (shown: Shown) => void;
  /** A long press, or the right button. */
  onpress?: (at: Point) => void;
  /** The pin was put somewhere else. */
  onpin?: (at: Point) => void;
}
