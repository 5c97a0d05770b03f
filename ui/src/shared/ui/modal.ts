import type { Attachment } from 'svelte/attachments';

import { keepFocus } from './keepFocus';

/**
 * Shows a native dialog as a modal for as long as it is in the page: the browser traps the focus and hands over
 * ESC. ESC and a touch beside the dialog only ask; the owner decides. Afterwards the focus is where it was.
 */
export function modal(ask: () => void): Attachment<HTMLDialogElement> {
  return (dialog) => {
    const before = document.activeElement;
    const cancel = (event: Event) => {
      event.preventDefault();
      ask();
    };
    const press = (event: Event) => {
      if (event.target === dialog) ask();
    };
    dialog.addEventListener('cancel', cancel);
    dialog.addEventListener('pointerdown', press);
    dialog.showModal();
    // A sheet starts at its title and not at the cross that would throw it away.
    const letGo = keepFocus(dialog);
    dialog.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      letGo?.();
      dialog.removeEventListener('cancel', cancel);
      dialog.removeEventListener('pointerdown', press);
      dialog.close();
      // The browser gives the focus back only from a dialog that is still in the page, and this one left with it.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  };
}
