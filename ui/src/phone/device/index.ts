import { SystemCamera, type Camera } from './camera';
import { WebviewMeter, type Meter } from './connection';
import { BrowserLocator, type Locator } from './location';
import { CameraScanner, type Scanner } from './scanner';

/** What the screens use of the device; each part has a stand-in for tests. */
export interface Device {
  locator: Locator;
  scanner: Scanner;
  camera: Camera;
  meter: Meter;
}

export function openDevice(): Device {
  return {
    locator: new BrowserLocator(),
    scanner: new CameraScanner(),
    camera: new SystemCamera(),
    meter: new WebviewMeter(),
  };
}
