import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import type { Component } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { problems } from '../../../tests/axe';
import { Failure, type Input } from '../backend';
import type { NoEar } from '../device/recorder';
import Person from '../screens/Person.svelte';
import ContactSheet from '../sheets/ContactSheet.svelte';
import { AWAKE } from '../state/autolock';
import { Phone, phoneKey } from '../state/phone.svelte';
import type { Sheet } from '../state/sheet';
import { LONGEST_MS } from '../state/voice.svelte';
import { queueWords } from '../words/photos';
import { contact, FakeBackend, fakeDevice, FakeRecorder, noPhotos, personCard, sound } from './fake';
import { show } from './show';

vi.setConfig({ testTimeout: 30_000 });

const sheet: Sheet = { is: 'contact', draft: 'c' };
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const any = (what: unknown) => what as Component<never>;

async function open(recorder = new FakeRecorder(), backend = new FakeBackend()) {
  const phone = new Phone(backend, { ...fakeDevice(), recorder });
  await phone.open();
  phone.sheet = sheet;
  const context = new Map([[phoneKey, phone]]);
  const shown = render(ContactSheet as unknown as Component, { props: { sheet }, context });
  return { backend, phone, recorder, ...shown };
}

const plays: string[] = [];
beforeEach(() => {
  plays.length = 0;
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(function (this: HTMLMediaElement) {
    plays.push(this.getAttribute('src') ?? '');
    return Promise.resolve();
  });
});
afterEach(() => vi.restoreAllMocks());

describe('a note by voice in a form', () => {
  it('is begun by a touch, ended by a touch, heard, and saved with the contact', async () => {
    const { backend, container, recorder } = await open();
    expect(recorder.isOn).toBe(false);
    await press('Nagraj notatkę');
    await screen.findByRole('button', { name: 'Zakończ nagrywanie' });
    expect(recorder.isOn).toBe(true);
    expect(await problems(container)).toEqual([]);
    await press('Zakończ nagrywanie');
    await screen.findByText(/^Nagranie w telefonie, 0,1 MB/);
    expect(recorder.isOn).toBe(false);
    const [attached] = backend.inputs('voice.attach') as Input<'voice.attach'>[];
    expect(attached?.file).toBe(btoa('words'));
    expect(await problems(container)).toEqual([]);
    await press('Odtwórz notatkę głosową, 1:05');
    await waitFor(() => expect(plays).toHaveLength(1));
    await press(/^Spotkanie/);
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('contact.record')).toHaveLength(1));
    const [saved] = backend.inputs('contact.record') as Input<'contact.record'>[];
    expect(saved?.contact.voice).toEqual(sound);
  });

  it('is kept with the draft, and gone at once when it is thrown away', async () => {
    const { backend } = await open();
    await press('Nagraj notatkę');
    await press(await screen.findByText('Zakończ nagrywanie').then(() => 'Zakończ nagrywanie'));
    await screen.findByRole('button', { name: 'Wyrzuć nagranie' });
    await waitFor(() => expect(JSON.stringify(backend.drafts.get('c'))).toContain(sound.hash), {
      timeout: 3000,
    });
    await press('Wyrzuć nagranie');
    expect(backend.inputs('attachment.discard')).toEqual([{ hash: sound.hash }]);
    expect(screen.getByRole('button', { name: 'Nagraj notatkę' })).toBeTruthy();
  });

  it('that still runs when the contact is saved, or the page goes out of sight, is kept first', async () => {
    const saving = await open();
    await press('Nagraj notatkę');
    await screen.findByRole('button', { name: 'Zakończ nagrywanie' });
    await press(/^Spotkanie/);
    await press('Zapisz');
    await waitFor(() => expect(saving.backend.inputs('contact.record')).toHaveLength(1));
    const [saved] = saving.backend.inputs('contact.record') as Input<'contact.record'>[];
    expect(saved?.contact.voice).toEqual(sound);
    expect(saving.recorder.isOn).toBe(false);
    saving.unmount();

    const hiding = await open();
    await press('Nagraj notatkę');
    await screen.findByRole('button', { name: 'Zakończ nagrywanie' });
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    hidden.mockRestore();
    await screen.findByText(/^Nagranie w telefonie/);
    expect(hiding.recorder.isOn).toBe(false);
  });

  it('ends by itself after two minutes, and keeps the phone awake until then', async () => {
    const { recorder } = await open();
    let awake = 0;
    const count = () => (awake += 1);
    window.addEventListener(AWAKE, count);
    const begun = performance.now();
    await press('Nagraj notatkę');
    await screen.findByRole('button', { name: 'Zakończ nagrywanie' });
    await waitFor(() => expect(awake).toBeGreaterThan(0));
    expect(recorder.isOn).toBe(true);
    vi.spyOn(performance, 'now').mockReturnValue(begun + LONGEST_MS + 1000);
    await screen.findByText(/^Nagranie w telefonie/);
    expect(recorder.isOn).toBe(false);
    window.removeEventListener(AWAKE, count);
  });

  it('ends before it is larger than the store takes', async () => {
    const { recorder } = await open();
    await press('Nagraj notatkę');
    await screen.findByRole('button', { name: 'Zakończ nagrywanie' });
    recorder.wanted?.onbytes(1_000_000);
    expect(recorder.isOn).toBe(true);
    recorder.wanted?.onbytes(2_050_000);
    await screen.findByText(/^Nagranie w telefonie/);
    expect(recorder.isOn).toBe(false);
  });

  it('lets the microphone go when the sheet is gone', async () => {
    const { recorder, unmount } = await open();
    await press('Nagraj notatkę');
    await screen.findByRole('button', { name: 'Zakończ nagrywanie' });
    unmount();
    expect(recorder.isOn).toBe(false);
  });

  it.each<[NoEar, string]>([
    ['denied', 'Mikrofon jest zablokowany'],
    ['missing', 'Tu nie da się nagrywać'],
    ['failed', 'Mikrofon nie odpowiada'],
  ])('that cannot be begun (%s) says what to do', async (why, words) => {
    const { container } = await open(new FakeRecorder(why));
    await press('Nagraj notatkę');
    await screen.findByText(words);
    expect(await problems(container)).toEqual([]);
  });

  it('that the store cannot take is told in words, and the contact is saved without it only when it is pressed again', async () => {
    const backend = new FakeBackend({
      'voice.attach': () => Promise.reject(new Failure('voice_unreadable')),
    });
    await open(new FakeRecorder(), backend);
    await press('Nagraj notatkę');
    await screen.findByRole('button', { name: 'Zakończ nagrywanie' });
    await press(/^Spotkanie/);
    await press('Zapisz');
    expect((await screen.findByRole('alert')).textContent).toContain('Tego nagrania nie da się zapisać');
    expect(backend.inputs('contact.record')).toEqual([]);
    await press('Zapisz');
    await waitFor(() => expect(backend.inputs('contact.record')).toHaveLength(1));
  });
});

describe('a note by voice of a saved contact', () => {
  const card = { ...personCard, history: [{ ...contact, form: { kind: 'met', voice: sound } }] };
  const look = (view: unknown) =>
    show(
      any(Person),
      { params: { id: 'person-1' } },
      new FakeBackend({ 'person.show': () => card, 'attachment.show': () => view }),
    );

  it('is asked for when it is touched, and played when it has come', async () => {
    const { backend, container } = await look({
      file: 'd29yZHM=',
      media: 'audio/webm',
      held: 5,
      bytes: 5,
      unsent: false,
    });
    await screen.findByRole('button', { name: 'Odtwórz notatkę głosową, 1:05' });
    expect(backend.inputs('attachment.show')).toEqual([]);
    expect(await problems(container)).toEqual([]);
    await press('Odtwórz notatkę głosową, 1:05');
    await waitFor(() => expect(plays).toEqual(['data:audio/webm;base64,d29yZHM=']));
    expect(backend.inputs('attachment.show')).toEqual([{ record: 'contact-1', hash: sound.hash }]);
  });

  it('that cannot be had says why and offers another try', async () => {
    const view = { file: null, media: null, held: 0, bytes: 5, unsent: false, failed: 'unreachable' };
    const { backend } = await look(view);
    await fireEvent.click(await screen.findByRole('button', { name: /^Odtwórz/ }));
    await screen.findByText('Nagrania nie ma w tym telefonie');
    await press('Spróbuj ponownie');
    await waitFor(() =>
      expect(backend.inputs('attachment.show')).toContainEqual(expect.objectContaining({ again: true })),
    );
    expect(plays).toEqual([]);
  });

  it('is not called a picture while it waits', () => {
    const one = { record: 'r', hash: sound.hash, bytes: 9, refused: null };
    const queue = (media: 'picture' | 'sound') => ({
      ...noPhotos,
      waiting: [{ ...one, media }],
      on_hold: true,
    });
    expect(queueWords(queue('sound'))).toBe('1 załącznik czeka na Wi-Fi');
    expect(queueWords(queue('picture'))).toBe('1 zdjęcie czeka na Wi-Fi');
  });
});
