import { afterEach, describe, expect, it } from 'vitest';

import { Invitations, listenToShell } from '../device/shell';

const invitations = new Invitations();
listenToShell(invitations);

/** As `Page.kt` does: true if the page took it in. */
const tell = (name: string, detail: unknown) =>
  !window.dispatchEvent(new CustomEvent(`latarnia:${name}`, { cancelable: true, detail }));

function dialog(): HTMLDialogElement {
  const made = document.createElement('dialog');
  made.setAttribute('open', '');
  document.body.append(made);
  return made;
}

afterEach(() => document.body.replaceChildren());

describe('what the app around the page tells it', () => {
  it('makes room for the bars of the system', () => {
    expect(tell('insets', { top: 24.5, right: 0, bottom: 48, left: -3, other: 'x' })).toBe(true);
    const style = document.documentElement.style;
    const reach = ['top', 'right', 'bottom', 'left'].map((edge) => style.getPropertyValue(`--inset-${edge}`));
    expect(reach).toEqual(['24.5px', '0px', '48px', '0px']);
  });

  it('closes the topmost dialog with the back button, if its owner wants to', () => {
    const asked: string[] = [];
    const [below, above] = [dialog(), dialog()];
    below.addEventListener('cancel', () => asked.push('below'));
    above.addEventListener('cancel', () => asked.push('above'));
    expect(tell('back', {})).toBe(true);
    expect(asked).toEqual(['above']);
  });

  it('leaves the back button to the history where no dialog is open', () => {
    expect(tell('back', {})).toBe(false);
  });

  it('keeps an invitation until a screen wants it, and hands it over once', () => {
    expect(tell('link', { link: 'latarnia://enrol?server=https%3A%2F%2Fs.example&code=K7QP' })).toBe(true);
    const taken: string[] = [];
    invitations.follow(({ server, code }) => taken.push(`${server} ${code}`))();
    const stop = invitations.follow(({ code }) => taken.push(code));
    expect(taken).toEqual(['https://s.example K7QP']);
    tell('link', { link: 'latarnia://enrol?server=https%3A%2F%2Fs.example&code=L8' });
    stop();
    expect(taken).toEqual(['https://s.example K7QP', 'L8']);
  });

  it('hands over nothing but invitations', () => {
    const taken: unknown[] = [];
    for (const link of ['https://s.example', 'latarnia://enrol?server=x', 7])
      expect(tell('link', { link })).toBe(true);
    const stop = invitations.follow((link) => taken.push(link));
    stop();
    expect(taken).toEqual([]);
  });
});
