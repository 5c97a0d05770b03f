import type { Found } from '../backend/types';
import type { Phone } from './phone.svelte';

/** Fewer letters find half a town. */
const LEAST = 2;

/** Whom or what this phone knows by what is typed; called once by a component. */
export function finding(
  phone: Phone,
  kind: 'person' | 'site',
  typed: () => string,
): { readonly found: readonly Found[] } {
  let found = $state.raw<readonly Found[]>([]);
  $effect(() => {
    const wanted = typed().trim();
    if (wanted.length < LEAST) {
      found = [];
      return;
    }
    // An answer to what is not typed any more is no answer.
    void phone.call('search.find', { text: wanted, kinds: [kind] }).then(
      (answer) => wanted === typed().trim() && (found = answer),
      () => (found = []),
    );
  });
  return {
    get found() {
      return found;
    },
  };
}
