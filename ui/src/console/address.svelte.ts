import { changed, queryOf } from './query';

const START = '#/map';

/** What the address bar says after the `#`: which screen, and what it shows. A copied address shows the same. */
export class Address {
  #hash = $state('');
  readonly path = $derived(this.#hash.split('?')[0] || '/');
  readonly query = $derived(queryOf(this.#hash));

  constructor() {
    this.#read();
  }

  #read(): void {
    this.#hash = location.hash.replace(/^#/, '');
  }

  /** Follows the browser's own steps until the returned function is called. An empty address is the map's. */
  listen(): () => void {
    const read = () => this.#read();
    if (location.hash.length < 3) location.replace(START);
    read();
    window.addEventListener('hashchange', read);
    window.addEventListener('popstate', read);
    return () => {
      window.removeEventListener('hashchange', read);
      window.removeEventListener('popstate', read);
    };
  }

  /**
   * Changes parts of the query; an empty value takes a part away. `push` is for steps a person would want
   * to take back with the browser's button, `replace` for the rest.
   */
  set(changes: Record<string, string | undefined>, step: 'push' | 'replace' = 'replace'): void {
    const hash = `#${this.path}${changed(this.query, changes)}`;
    if (hash === location.hash) return;
    if (step === 'push') history.pushState(history.state, '', hash);
    else history.replaceState(history.state, '', hash);
    this.#read();
  }
}

/** The address of this page; there is only one. */
export const address = new Address();
