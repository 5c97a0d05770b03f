import type { Attachment } from 'svelte/attachments';

/** Moves between the rows of a table by the arrow keys, Home and End; the rows' buttons carry `data-row`. */
export const rowKeys: Attachment<HTMLElement> = (body) => {
  const move = (event: KeyboardEvent) => step(body, event);
  body.addEventListener('keydown', move);
  return () => body.removeEventListener('keydown', move);
};

function step(body: HTMLElement, event: KeyboardEvent): void {
  const buttons = [...body.querySelectorAll<HTMLElement>('[data-row]')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  if (at < 0) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  const next = to === undefined ? undefined : buttons[to];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView?.({ block: 'nearest' });
}
