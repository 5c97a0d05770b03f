import { SystemCamera, type Camera } from './camera';
import { WebviewMeter, type Meter } from './connection';
import { BrowserLocator, type Locator } from './location';
import { WebviewRecorder, type Recorder } from './recorder';
import { CameraScanner, type Scanner } from './scanner';
import { Invitations, listenToShell } from './shell';

/** What the screens use of the device; each part has a stand-in for tests. */
export interface Device {
  locator: Locator;
  scanner: Scanner;
  camera: Camera;
  recorder: Recorder;
  meter: Meter;
  invitations: Invitations;
}

export function openDevice(): Device {
  const invitations = new Invitations();
  listenToShell(invitations);
  return {
    locator: new BrowserLocator(),
    scanner: new CameraScanner(),
    camera: new SystemCamera(),
    recorder: new WebviewRecorder(),
    meter: new WebviewMeter(),
    invitations,
  };
}
