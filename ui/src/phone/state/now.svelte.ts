/** The present, for rings and "5 minutes ago"; ticks only while a screen shows it. */
const STEP_MS = 15_000;

let present = $state(Date.now());

/** The present; the component that asks keeps it ticking. */
export function ticking(): () => number {
  $effect(() => {
    present = Date.now();
    const timer = setInterval(() => (present = Date.now()), STEP_MS);
    return () => clearInterval(timer);
  });
  return () => present;
}
