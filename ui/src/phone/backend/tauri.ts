import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import { Failure, type Backend, type Input, type Name, type Output, type Topic } from './backend';

/** The store inside the app's own process: the phone as people carry it. */
export class Shell implements Backend {
  readonly basemapUrl = convertFileSrc('basemap.pmtiles', 'latarnia');

  async call<K extends Name>(name: K, input: Input<K>): Promise<Output<K>> {
    try {
      return await invoke<Output<K>>('call', { name, input });
    } catch (thrown) {
      throw Failure.of(thrown);
    }
  }

  events(listener: (topic: Topic) => void): () => void {
    const stop = listen<{ topic: Topic }>('latarnia', ({ payload }) => listener(payload.topic));
    return () => void stop.then((off) => off());
  }
}

/** Whether this page runs inside the app. */
export function isInShell(): boolean {
  return '__TAURI_INTERNALS__' in window;
}
