import { Failure, type FailureCode } from '../backend';
import type { Photo } from '../backend/types';
import { inBase64 } from '../device/camera';
import type { Phone } from './phone.svelte';

/** Most pictures of one record. */
export const MOST_PHOTOS = 6;

/** Files that the page tries to draw itself before anything is said. */
const MAY_BE_REDRAWN: FailureCode[] = ['photo_too_large', 'photo_unreadable'];

/** Takes pictures into one form. */
export class PictureTaker {
  /** One is being made smaller and kept. */
  isBusy = $state(false);
  failure = $state.raw<Failure>();
  readonly #phone: Phone;

  constructor(phone: Phone) {
    this.#phone = phone;
  }

  /** Lets the person take a picture; undefined if there is none to take in. */
  async take(): Promise<Photo | undefined> {
    if (this.isBusy) return undefined;
    const picture = await this.#phone.device.camera.take();
    if (!picture) return undefined;
    this.isBusy = true;
    this.failure = undefined;
    try {
      return await this.#attach(picture);
    } catch (thrown) {
      this.failure = Failure.of(thrown);
      return undefined;
    } finally {
      this.isBusy = false;
    }
  }

  async #attach(picture: Blob): Promise<Photo> {
    try {
      return await this.#phone.call('photo.attach', { file: await inBase64(picture) });
    } catch (thrown) {
      const failure = Failure.of(thrown);
      const drawn = MAY_BE_REDRAWN.includes(failure.code)
        ? await this.#phone.device.camera.redraw(picture)
        : undefined;
      if (!drawn) throw failure;
      return this.#phone.call('photo.attach', { file: await inBase64(drawn) });
    }
  }

  /** A picture nobody saved goes at once; one of a saved record only leaves the form. */
  discard(photo: Photo): void {
    void this.#phone.call('attachment.discard', { hash: photo.hash }).catch(() => undefined);
  }
}
