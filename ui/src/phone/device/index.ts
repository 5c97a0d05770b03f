import { BrowserLocator, type Locator } from './location';

/** What the screens use of the device; each part has a stand-in in the browser. */
export interface Device {
  locator: Locator;
}

export function openDevice(): Device {
  return { locator: new BrowserLocator() };
}
