/** Locks by itself: after some time without a touch, and some time after another app came to the front. */
export interface Limits {
  /** Milliseconds without a touch. */
  idle: number;
  /** Milliseconds out of sight; 0 locks at once. */
  hidden: number;
}

/** Sent to the window by what goes on without a touch, such as somebody speaking. */
export const AWAKE = 'latarnia:awake';
const TOUCHES = ['pointerdown', 'keydown', 'input', 'wheel', AWAKE] as const;

/**
 * Begins to watch; the returned function ends it. A page out of sight may get no time to count in, so what
 * has passed is reckoned again when it comes back, before anything is touched.
 */
export function watchLock(limits: () => Limits, lock: () => void, now = () => Date.now()): () => void {
  let touched = now();
  let left: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const due = () =>
    Math.min(
      touched + limits().idle - now(),
      left === undefined ? Number.MAX_SAFE_INTEGER : left + limits().hidden - now(),
    );
  function look() {
    clearTimeout(timer);
    const wait = due();
    if (wait <= 0) lock();
    else timer = setTimeout(look, Math.min(wait, 60_000));
  }
  function touch() {
    if (due() > 0) touched = now();
    look();
  }
  function turn() {
    if (document.visibilityState === 'hidden') left = now();
    look();
    if (document.visibilityState !== 'hidden') left = undefined;
  }
  for (const name of TOUCHES) window.addEventListener(name, touch, { capture: true, passive: true });
  document.addEventListener('visibilitychange', turn);
  look();
  return () => {
    clearTimeout(timer);
    for (const name of TOUCHES) window.removeEventListener(name, touch, { capture: true });
    document.removeEventListener('visibilitychange', turn);
  };
}
