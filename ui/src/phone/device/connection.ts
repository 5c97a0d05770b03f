import type { Connection } from '../backend/types';

/** What the connection costs, as far as the webview tells. */
export interface Meter {
  now(): Connection;
  /** Tells of every change until the returned function is called. */
  listen(onchange: () => void): () => void;
}

/** Chromium's network information, which Android's webview has; elsewhere nobody can tell. */
interface NetworkInformation extends EventTarget {
  type?: string;
  saveData?: boolean;
}

const kinds: Record<string, Connection> = {
  wifi: 'unmetered',
  ethernet: 'unmetered',
  cellular: 'metered',
  wimax: 'metered',
};

/** The webview's own word. */
export class WebviewMeter implements Meter {
  get #told(): NetworkInformation | undefined {
    return (navigator as Navigator & { connection?: NetworkInformation }).connection;
  }

  now(): Connection {
    // Who asks to save data means pictures, too.
    if (this.#told?.saveData) return 'metered';
    return kinds[this.#told?.type ?? ''] ?? 'unknown';
  }

  listen(onchange: () => void): () => void {
    const told = this.#told;
    told?.addEventListener('change', onchange);
    return () => told?.removeEventListener('change', onchange);
  }
}
