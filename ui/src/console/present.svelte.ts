const TICK = 15_000;

let now = $state(Date.now());

/** The present, as a signal that moves every quarter of a minute. */
export function present(): number {
  return now;
}

/** Keeps the present moving until the returned function is called. */
export function tickPresent(every = TICK): () => void {
  now = Date.now();
  const timer = setInterval(() => (now = Date.now()), every);
  return () => clearInterval(timer);
}
