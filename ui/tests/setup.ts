import { configure } from '@testing-library/svelte';

// Two cores are shared with compilers: what is looked for may take its time.
configure({ asyncUtilTimeout: 10_000 });

// jsdom knows the dialog element but not how to show one.
const proto = globalThis.HTMLDialogElement?.prototype;
if (proto && !proto.showModal) {
  proto.showModal = function showModal(this: HTMLDialogElement) {
    this.setAttribute('open', '');
  };
  proto.close = function close(this: HTMLDialogElement) {
    this.removeAttribute('open');
  };
}
