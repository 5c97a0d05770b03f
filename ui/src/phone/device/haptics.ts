/** A touch that is felt through a glove: `tap` for a choice, `done` for what is safe, `alarm` for danger. */
export function feel(what: 'tap' | 'done' | 'alarm'): void {
  if (!('vibrate' in navigator) || !navigator.userActivation?.hasBeenActive) return;
  navigator.vibrate({ tap: [12], done: [20, 60, 40], alarm: [80, 60, 80] }[what]);
}
