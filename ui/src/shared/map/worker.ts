import { setWorkerUrl } from 'maplibre-gl';
// The worker travels as text: a module worker does not load from `tauri://`, but one from a blob does,
// and one way for all shells is one way to test. The policy needs `worker-src blob:`.
import code from 'maplibre-gl/dist/maplibre-gl-worker.mjs?raw';

let ready = false;

/** Tells the map library where its worker is; once is enough. */
export function prepareWorker(): void {
  if (ready) return;
  setWorkerUrl(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  ready = true;
}
