import { Failure, type Backend, type Input, type Name, type Output, type Topic } from './backend';
import type { CallError } from './types';

const HEADERS = { 'content-type': 'application/json', 'x-latarnia': '1' };
const WAITS = [300, 700, 1500, 3000];

/** The store behind the loopback bridge: the phone in a browser. */
export class Bridge implements Backend {
  readonly basemapUrl = 'basemap.pmtiles';
  readonly #listeners = new Set<(topic: Topic) => void>();
  #stream: EventSource | undefined;
  #gone = false;

  async call<K extends Name>(name: K, input: Input<K>): Promise<Output<K>> {
    const answer = await this.#post(name, input);
    const body: unknown = await answer.json().catch(() => undefined);
    if (answer.ok) return body as Output<K>;
    if (answer.status >= 502) throw this.#lost();
    throw Failure.of((body as CallError | undefined) ?? answer.status);
  }

  events(listener: (topic: Topic) => void): () => void {
    this.#listeners.add(listener);
    this.#stream ??= this.#open();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#stream?.close();
      this.#stream = undefined;
    };
  }

  async #post(name: string, input: unknown): Promise<Response> {
    try {
      return await fetch(`call/${name}`, { method: 'POST', headers: HEADERS, body: JSON.stringify(input) });
    } catch {
      throw this.#lost();
    }
  }

  #lost(): Failure {
    if (!this.#gone) {
      this.#gone = true;
      this.#tell('gone');
      void this.#waitForReturn(0);
    }
    return new Failure('gone');
  }

  async #waitForReturn(turn: number): Promise<void> {
    await new Promise((go) => setTimeout(go, WAITS[Math.min(turn, WAITS.length - 1)]));
    const alive = await fetch('call/session.show', { method: 'POST', headers: HEADERS, body: '{}' }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (!alive) return this.#waitForReturn(turn + 1);
    this.#gone = false;
    this.#tell('back');
  }

  #open(): EventSource {
    const stream = new EventSource('events');
    stream.onmessage = (event: MessageEvent<string>) => {
      const { topic } = JSON.parse(event.data) as { topic: Topic };
      this.#tell(topic);
    };
    // The browser opens the stream again by itself; asking once tells a pause from a death.
    stream.onerror = () => void this.call('session.show', {}).catch(() => undefined);
    return stream;
  }

  #tell(topic: Topic): void {
    for (const listener of this.#listeners) listener(topic);
  }
}
