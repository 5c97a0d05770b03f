const PAUSE = 250;

/** What someone types, once they pause: a question for the server at every key would be a burden. */
export function afterPause(read: () => string): () => string {
  let said = $state(read());
  $effect(() => {
    const now = read();
    const timer = setTimeout(() => (said = now), PAUSE);
    return () => clearTimeout(timer);
  });
  return () => said;
}
