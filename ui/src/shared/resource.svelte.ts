/** Data that is asked for: what is known, how fresh it is, and what went wrong. */
import { untrack } from 'svelte';

/** `empty` not asked yet · `loading` nothing to show yet · `stale` shown, being asked again or not renewed. */
export type ResourceState = 'empty' | 'loading' | 'ready' | 'stale' | 'error';

let live: Resource<unknown>[] = [];

/** Asks again for everything that carries one of the tags; what nobody looks at is left alone. */
export function invalidate(...tags: string[]): Promise<void[]> {
  const touched = live.filter((one) => one.tags.some((tag) => tags.includes(tag)));
  return Promise.all(touched.map((one) => one.reload()));
}

/** One question to the backend. The last call wins, however the answers arrive. */
export class Resource<T> {
  data = $state.raw<T>();
  error = $state.raw<unknown>();
  state = $state<ResourceState>('empty');
  readonly tags: readonly string[];
  readonly #load: () => Promise<T>;
  #asked = 0;

  constructor(load: () => Promise<T>, tags: readonly string[] = []) {
    this.#load = load;
    this.tags = tags;
  }

  /** Asks now. Data already shown stays; an error keeps it as `stale`. Never rejects. */
  async reload(): Promise<void> {
    const turn = ++this.#asked;
    // Read without being followed: an effect that asks must not ask again because of the answer.
    this.state = untrack(() => this.data) === undefined ? 'loading' : 'stale';
    try {
      const answer = await this.#load();
      if (turn !== this.#asked) return;
      this.data = answer;
      this.error = undefined;
      this.state = 'ready';
    } catch (reason) {
      if (turn !== this.#asked) return;
      this.error = reason;
      this.state = this.data === undefined ? 'error' : 'stale';
    }
  }

  /** Keeps listening for `invalidate` until the returned function is called. */
  listen(): () => void {
    live = [...live, this];
    return () => {
      live = live.filter((one) => one !== this);
    };
  }
}

/** For a component: asks when it appears, again when what `load` reads changes, listens while it is shown. */
export function resource<T>(load: () => Promise<T>, tags: readonly string[] = []): Resource<T> {
  const made = new Resource(load, tags);
  $effect(() => {
    void made.reload();
    return made.listen();
  });
  return made;
}
