import { MediaQuery } from 'svelte/reactivity';

let query: MediaQuery | undefined;

/** Whether a list and a card do not fit beside each other; follows the window. */
export function narrow(): boolean {
  query ??= new MediaQuery('(max-width: 900px)', false);
  return query.current;
}
