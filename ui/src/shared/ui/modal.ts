import type { Attachment } from 'svelte/attachments';

/**
 * Shows a native dialog as a modal for as long as it is in the page: the browser traps the focus,
 * gives it back afterwards, and hands over ESC. ESC and a touch beside the dialog only ask; the owner decides.
 */
export function modal(ask: () => void): Attachment<HTMLDialogElement> {
  return (dialog) => {
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
    dialog.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      dialog.removeEventListener('cancel', cancel);
      dialog.removeEventListener('pointerdown', press);
      dialog.close();
    };
  };
}
