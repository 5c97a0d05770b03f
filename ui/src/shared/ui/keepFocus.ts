import type { Attachment } from 'svelte/attachments';

/**
 * Where what had the focus has gone from the page, the focus goes home, to what carries `data-home`:
 * keys and ears go on from there, and not from the top of everything.
 */
export const keepFocus: Attachment<HTMLElement> = (root) => {
  let last: Element | undefined;
  const remember = (event: Event) => (last = event.target instanceof Element ? event.target : undefined);
  const look = () => {
    if (!last || last.isConnected || !isOnTop(root)) return;
    const home = root.querySelector<HTMLElement>('[data-home]');
    // A screen that is still being read has no home yet; the next change brings it.
    if (document.activeElement === document.body && home) home.focus({ preventScroll: true });
    if (document.activeElement !== document.body) last = undefined;
  };
  root.addEventListener('focusin', remember);
  const watch = new MutationObserver(look);
  watch.observe(document.body, { childList: true, subtree: true });
  return () => {
    watch.disconnect();
    root.removeEventListener('focusin', remember);
  };
};

/** Nothing under an open dialog may have the focus. */
function isOnTop(root: HTMLElement): boolean {
  const open = [...document.querySelectorAll('dialog[open]')];
  return open.length === 0 || open.at(-1) === root;
}
