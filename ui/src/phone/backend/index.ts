/** Chooses the way to the store: the app's own process, or the loopback bridge of a browser. */
import type { Backend } from './backend';
import { Bridge } from './bridge';
import { isInShell, Shell } from './tauri';

export {
  Failure,
  type Backend,
  type FailureCode,
  type Input,
  type Name,
  type Output,
  type Topic,
} from './backend';

export function openBackend(): Backend {
  return isInShell() ? new Shell() : new Bridge();
}
