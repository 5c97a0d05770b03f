import { readEnrolmentLink, type EnrolmentLink } from './invitation';

/**
 * What the app around the page tells it, as events `latarnia:…` on the window; one that was taken in has its default
 * prevented. On Android `Page.kt` sends them, in a browser nobody does.
 */
const EDGES = ['top', 'right', 'bottom', 'left'] as const;

/** Invitations touched outside of the app; the last one waits until a screen wants it. */
export class Invitations {
  #waiting: EnrolmentLink | undefined;
  #take: ((link: EnrolmentLink) => void) | undefined;

  /** Hands over what waits and what comes, until it is stopped. */
  follow(take: (link: EnrolmentLink) => void): () => void {
    this.#take = take;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) take(waiting);
    return () => {
      if (this.#take === take) this.#take = undefined;
    };
  }

  hand(text: string): void {
    const link = readEnrolmentLink(text);
    if (!link) return;
    if (this.#take) this.#take(link);
    else this.#waiting = link;
  }
}

/** Listens for as long as the page is there. */
export function listenToShell(invitations: Invitations, target: EventTarget = window): void {
  const on = (name: string, take: (detail: Record<string, unknown>) => boolean) =>
    target.addEventListener(`latarnia:${name}`, (event) => {
      const detail: unknown = event instanceof CustomEvent ? event.detail : undefined;
      if (take(typeof detail === 'object' && detail !== null ? { ...detail } : {})) event.preventDefault();
    });
  on('insets', keepOffTheBars);
  on('back', closeTheTop);
  on('link', ({ link }) => {
    if (typeof link === 'string') invitations.hand(link);
    return true;
  });
}

/** How far the system's bars reach into the page; `tokens.css` makes room for them. */
function keepOffTheBars(reach: Record<string, unknown>): boolean {
  for (const edge of EDGES) {
    const pixels = reach[edge];
    if (typeof pixels === 'number') {
      document.documentElement.style.setProperty(`--inset-${edge}`, `${Math.max(0, pixels)}px`);
    }
  }
  return true;
}

/** Does to the topmost dialog what ESC does: it asks, the dialog's owner decides. */
function closeTheTop(): boolean {
  const top = [...document.querySelectorAll<HTMLDialogElement>('dialog[open]')].at(-1);
  top?.dispatchEvent(new Event('cancel', { cancelable: true }));
  return top !== undefined;
}
