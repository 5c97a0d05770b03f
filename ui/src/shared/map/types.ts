import type { SiteLook } from '../ui/siteMark';

/** A point on the earth, in degrees. */
export interface Point {
  lng: number;
  lat: number;
}

/** A stretch of ground, known no finer than this. */
export interface Cell extends Point {
  /** Metres from its middle to its edge. */
  radius: number;
}

/** A site as the map draws it. */
export interface MapSite extends Point {
  id: string;
  look: SiteLook;
  /** Where only a cell is known, it is drawn as a circle; the caller also says so in words. */
  cell?: Cell;
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
  /** What is shown, at first and after every move. */
  onmove?: (shown: Shown) => void;
  /** A long press, or the right button. */
  onpress?: (at: Point) => void;
  /** The pin was put somewhere else. */
  onpin?: (at: Point) => void;
}
