import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import type { Component } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { problems } from '../../../tests/axe';
import { CameraScanner, type Look, type NoSight, type Scanner, type Sight } from '../device/scanner';
import Enrol from '../screens/Enrol.svelte';
import { FakeBackend, fakeDevice } from './fake';
import { show } from './show';

vi.setConfig({ testTimeout: 30_000 });

/** A camera that answers when the test says so, and shows what the test says. */
class ToldScanner implements Scanner {
  looks: Look[] = [];
  stopped = 0;
  answer: (found: Sight | NoSight) => void = () => undefined;
  readonly sight: Sight = { stop: () => void (this.stopped += 1) };

  look(wanted: Look): Promise<Sight | NoSight> {
    this.looks.push(wanted);
    return new Promise((done) => (this.answer = done));
  }
}

async function opened(): Promise<ToldScanner> {
  const scanner = new ToldScanner();
  await show(Enrol as Component<never>, {}, new FakeBackend(), fakeDevice('unavailable', scanner));
  expect(scanner.looks).toEqual([]);
  await fireEvent.click(screen.getByRole('button', { name: 'Skanuj kod' }));
  expect(screen.getByText('Czekam na aparat…')).toBeTruthy();
  return scanner;
}
const close = () => fireEvent.click(screen.getByRole('button', { name: 'Anuluj' }));

describe('scanning the code', () => {
  it('fills in server and code, switches the camera off and goes on to the PIN', async () => {
    const scanner = await opened();
    scanner.answer(scanner.sight);
    expect(await screen.findByText('Skieruj aparat na kod na ekranie konsoli.')).toBeTruthy();
    scanner.looks[0]?.onread('latarnia://enrol?server=https%3A%2F%2Fs.example&code=K7QP-3MXD-2F');
    expect(await screen.findByText('Serwer: https://s.example')).toBeTruthy();
    expect(scanner.stopped).toBe(1);
    await fireEvent.click(screen.getByRole('button', { name: 'Wstecz' }));
    expect(screen.getByLabelText<HTMLInputElement>('Kod').value).toBe('K7QP-3MXD-2F');
  });

  it('goes on to the PIN with an invitation that was touched in another app', async () => {
    const device = fakeDevice();
    device.invitations.hand('latarnia://enrol?server=https%3A%2F%2Fs.example&code=K7QP-3MXD-2F');
    await show(Enrol as Component<never>, {}, new FakeBackend(), device);
    expect(await screen.findByText('Serwer: https://s.example')).toBeTruthy();
  });

  it('says that a code is not ours and goes on looking', async () => {
    const scanner = await opened();
    scanner.answer(scanner.sight);
    await screen.findByText('Skieruj aparat na kod na ekranie konsoli.');
    for (const other of ['https://latarnowo.example', 'latarnia://enrol?server=x', '']) {
      scanner.looks[0]?.onread(other);
      expect(await screen.findByText(/To inny kod/)).toBeTruthy();
    }
    expect(scanner.stopped).toBe(0);
  });

  it.each([
    ['denied', 'Latarnia nie ma zgody na aparat'],
    ['missing', 'Nie ma tu aparatu'],
    ['failed', 'Aparat nie odpowiada'],
  ] as const)('says why there is no picture when the camera is %s, and tries again', async (why, words) => {
    const scanner = await opened();
    scanner.answer(why);
    expect(await screen.findByText(words)).toBeTruthy();
    expect(await problems(document.body)).toEqual([]);
    await fireEvent.click(screen.getByRole('button', { name: 'Spróbuj ponownie' }));
    scanner.answer(scanner.sight);
    expect(await screen.findByText('Skieruj aparat na kod na ekranie konsoli.')).toBeTruthy();
    expect(screen.queryByText(words)).toBeNull();
  });

  it('lets go of a camera that was granted after the sheet was closed', async () => {
    const scanner = await opened();
    await close();
    scanner.answer(scanner.sight);
    await waitFor(() => expect(scanner.stopped).toBe(1));
  });

  it('says when the camera is taken away, and closes when the app is left', async () => {
    const scanner = await opened();
    scanner.answer(scanner.sight);
    await screen.findByText('Skieruj aparat na kod na ekranie konsoli.');
    scanner.looks[0]?.onlost();
    expect(await screen.findByText('Aparat nie odpowiada')).toBeTruthy();
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    await fireEvent(document, new Event('visibilitychange'));
    hidden.mockRestore();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(scanner.stopped).toBe(1);
  });
});

describe('the camera of the webview', () => {
  afterEach(() => vi.unstubAllGlobals());
  const look: Omit<Look, 'video'> = { onread: () => undefined, onlost: () => undefined };
  const video = () =>
    Object.assign(document.createElement('video'), { play: () => Promise.reject(new Error('no picture')) });
  const withCamera = (getUserMedia: () => Promise<unknown>) =>
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });

  it('is missing where the webview has no cameras at all', async () => {
    vi.stubGlobal('navigator', {});
    expect(await new CameraScanner().look({ video: video(), ...look })).toBe('missing');
  });

  it.each([
    ['NotAllowedError', 'denied'],
    ['SecurityError', 'denied'],
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
    ['NotReadableError', 'failed'],
    ['AbortError', 'failed'],
  ])('%s means it is %s', async (name, why) => {
    withCamera(() => Promise.reject(Object.assign(new Error(name), { name })));
    expect(await new CameraScanner().look({ video: video(), ...look })).toBe(why);
  });

  it('asks for the rear camera and no sound, and lets go when the picture does not start', async () => {
    const stop = vi.fn();
    const asked = vi.fn(() => Promise.resolve({ getTracks: () => [{ stop }] }));
    withCamera(asked);
    expect(await new CameraScanner().look({ video: video(), ...look })).toBe('failed');
    expect(stop).toHaveBeenCalledOnce();
    expect(asked).toHaveBeenCalledWith(
      expect.objectContaining({
        audio: false,
        video: expect.objectContaining({ facingMode: { ideal: 'environment' } }) as unknown,
      }),
    );
  });
});
