import { Failure } from '../backend';
import type { Sound } from '../backend/types';
import { inBase64 } from '../device/camera';
import { isRecording, type NoEar, type Recording } from '../device/recorder';
import { AWAKE } from './autolock';
import type { Phone } from './phone.svelte';

/** Longest note by voice. */
export const LONGEST_MS = 2 * 60 * 1000;
/** Most bytes the store takes. */
const MOST_BYTES = 2 * 1024 * 1024;
/** What a recorder may still hand over after it was told to stop. */
const SPARE_BYTES = 64 * 1024;
const TICK_MS = 200;

/** Records a note by voice into one form. */
export class VoiceTaker {
  /** The microphone is asked for, or a recording is being kept. */
  isBusy = $state(false);
  /** It records. */
  isOn = $state(false);
  /** How long it has recorded, in milliseconds. */
  length = $state(0);
  /** How large it is so far. */
  bytes = $state(0);
  failure = $state.raw<Failure>();
  refusal = $state.raw<NoEar>();
  readonly #phone: Phone;
  readonly #keep: (sound: Sound) => void;
  #recording: Recording | undefined;
  #ending: Promise<void> | undefined;
  #begun = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isOver = false;

  /** `keep` takes what was recorded into the form. */
  constructor(phone: Phone, keep: (sound: Sound) => void) {
    this.#phone = phone;
    this.#keep = keep;
  }

  /** Begins to record. */
  async start(): Promise<void> {
    if (this.isBusy || this.isOn) return;
    this.isBusy = true;
    this.failure = undefined;
    this.refusal = undefined;
    const end = () => void this.finish();
    const found = await this.#phone.device.recorder.record({
      onbytes: (bytes) => {
        this.bytes = bytes;
        if (bytes > MOST_BYTES - SPARE_BYTES) end();
      },
      onlost: end,
    });
    this.isBusy = false;
    if (!isRecording(found)) {
      this.refusal = found;
      return;
    }
    // The sheet was closed while the person was asked.
    if (this.#isOver) return found.drop();
    this.#recording = found;
    this.#begun = performance.now();
    this.length = 0;
    this.bytes = 0;
    this.isOn = true;
    this.#timer = setInterval(() => {
      window.dispatchEvent(new Event(AWAKE));
      this.length = Math.min(LONGEST_MS, performance.now() - this.#begun);
      if (this.length >= LONGEST_MS) end();
    }, TICK_MS);
  }

  /** Ends the recording, if one runs, and keeps it; done when it is on the phone. */
  finish(): Promise<void> {
    this.#ending ??= this.#finish().finally(() => (this.#ending = undefined));
    return this.#ending;
  }

  async #finish(): Promise<void> {
    const recording = this.#recording;
    if (!recording) return;
    this.#recording = undefined;
    clearInterval(this.#timer);
    const length = Math.max(1, Math.min(LONGEST_MS, Math.round(performance.now() - this.#begun)));
    this.isOn = false;
    this.isBusy = true;
    try {
      const sound = await recording.stop();
      if (sound) {
        const file = await inBase64(sound);
        this.#keep(await this.#phone.call('voice.attach', { file, length_ms: length }));
      }
    } catch (thrown) {
      this.failure = Failure.of(thrown);
    } finally {
      this.isBusy = false;
    }
  }

  /** The form is gone, and whatever was not kept goes with it. */
  end(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#recording?.drop();
    this.#recording = undefined;
  }

  /** A note nobody saved goes at once. */
  discard(sound: Sound): void {
    void this.#phone.call('attachment.discard', { hash: sound.hash }).catch(() => undefined);
  }
}
