import { invalidate } from '$shared/resource.svelte';

import { call } from './call';
import { everything, readKinds, touchedBy } from './touched';

/** `live` changes come by themselves · `connecting` not yet, or again · `offline` this computer has no network. */
export type LiveState = 'connecting' | 'live' | 'offline';

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
/** Several commits of one sync become one question. */
const GATHER = 200;

/** The stream of changes: says honestly whether it flows, and asks again for what changed. */
export class Live {
  state = $state<LiveState>('connecting');
  /** When the stream last broke off. */
  since = $state<number>();
  #source: EventSource | undefined;
  #wait = FIRST_WAIT;
  #again: ReturnType<typeof setTimeout> | undefined;
  #gathered: string[] = [];
  #gather: ReturnType<typeof setTimeout> | undefined;
  #missed = false;

  /** Listens until the returned function is called. */
  listen(): () => void {
    const online = () => this.#connect();
    const offline = () => this.#broken();
    window.addEventListener('online', online);
    window.addEventListener('offline', offline);
    this.#connect();
    return () => {
      this.#missed = true;
      window.removeEventListener('online', online);
      window.removeEventListener('offline', offline);
      clearTimeout(this.#again);
      clearTimeout(this.#gather);
      this.#source?.close();
      this.#source = undefined;
    };
  }

  #connect(): void {
    clearTimeout(this.#again);
    this.#source?.close();
    const source = new EventSource('/v1/events');
    this.#source = source;
    source.addEventListener('open', () => this.#opened());
    source.addEventListener('change', (event) => this.#changed(String((event as MessageEvent).data)));
    source.addEventListener('error', () => {
      // Closed by an answer and not by the network: perhaps nobody is signed in any more.
      if (source.readyState === EventSource.CLOSED) void call('GET', '/v1/session').catch(() => undefined);
      this.#broken();
    });
  }

  #opened(): void {
    this.state = 'live';
    this.since = undefined;
    this.#wait = FIRST_WAIT;
    // What happened while nothing was heard is asked for once.
    if (this.#missed) this.#ask(everything);
    this.#missed = false;
  }

  #changed(data: string): void {
    const kinds = readKinds(data);
    this.#ask(kinds && kinds.length > 0 ? touchedBy(kinds) : everything);
  }

  #ask(tags: string[]): void {
    this.#gathered.push(...tags);
    this.#gather ??= setTimeout(() => {
      this.#gather = undefined;
      void invalidate(...this.#gathered.splice(0));
    }, GATHER);
  }

  #broken(): void {
    this.#source?.close();
    this.#missed = true;
    this.since ??= Date.now();
    this.state = navigator.onLine ? 'connecting' : 'offline';
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.#connect(), this.#wait);
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
  }
}
