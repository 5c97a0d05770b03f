import { tick } from 'svelte';

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
/** How often what was said so far is put on the phone: a battery that dies takes no more than that. */
const SAFE_MS = 5000;

/** Does the form get all that was said, or what was said until now? */
export type HowMuch = 'all' | 'so far';

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
  readonly #keep: (sound: Sound, howMuch: HowMuch) => void;
  #recording: Recording | undefined;
  #ending: Promise<void> | undefined;
  #begun = 0;
  #safeAt = 0;
  #saving: Promise<void> = Promise.resolve();
  #last: Sound | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isOver = false;

  /** `keep` takes what was recorded into the form, again and again while it is longer. */
  constructor(phone: Phone, keep: (sound: Sound, howMuch: HowMuch) => void) {
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
    this.#safeAt = SAFE_MS;
    this.#last = undefined;
    this.length = 0;
    this.bytes = 0;
    this.isOn = true;
    this.#timer = setInterval(() => {
      window.dispatchEvent(new Event(AWAKE));
      this.length = Math.min(LONGEST_MS, performance.now() - this.#begun);
      if (this.length >= LONGEST_MS) end();
      else if (this.length >= this.#safeAt) this.#secure(found);
    }, TICK_MS);
  }

  /** Puts what was said so far on the phone; what cannot be put there now is tried again with what follows. */
  #secure(recording: Recording): void {
    this.#safeAt = this.length + SAFE_MS;
    const sound = recording.soFar();
    const length = Math.round(this.length);
    if (sound)
      this.#saving = this.#saving.then(() => this.#attach(sound, length, 'so far')).catch(() => undefined);
  }

  async #attach(sound: Blob, length: number, howMuch: HowMuch): Promise<void> {
    const file = await inBase64(sound);
    const kept = await this.#phone.call('voice.attach', { file, length_ms: length });
    if (this.#isOver) return;
    const before = this.#last;
    this.#last = kept;
    this.#keep(kept, howMuch);
    if (!before || before.hash === kept.hash) return;
    // The draft on the disk names the longer one before the shorter one goes.
    await tick();
    await this.#phone.drafts.flush();
    if (!this.#phone.drafts.waits) this.discard(before);
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
      await this.#saving;
      if (sound) await this.#attach(sound, length, 'all');
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
