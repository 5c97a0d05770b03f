import { untrack } from 'svelte';

import { Failure } from '../backend';
import type { Phone } from './phone.svelte';
import { isKept, type Sheet } from './sheet';

/** Where a half-typed form lies until it is saved. */
export interface Shelf {
  /** What was put there before. */
  restore(): Promise<unknown>;
  /** Puts the form there as it is now. */
  keep(form: unknown): void;
}

/** The drafts of the phone, under the sheet's name. */
function onTheDisk({ drafts }: Phone, sheet: Sheet): Shelf {
  return {
    keep: (form) => drafts.keep(sheet.draft, { sheet, form }),
    async restore() {
      const body = await drafts.restore(sheet.draft).catch(() => undefined);
      return isKept(body) ? body.form : undefined;
    },
  };
}

/** A form in a sheet: what is typed is kept as a draft, and a kept draft is there again. */
export class KeptForm<T extends object> {
  /** What is typed. */
  form: T = $state() as T;
  /** Whether a kept draft, if there was one, has been read. */
  isReady = $state(false);
  /** Whether the form was continued from a draft. */
  isRestored = $state(false);
  isSaving = $state(false);
  failure = $state.raw<Failure>();
  readonly #phone: Phone;
  readonly #sheet: Sheet;
  readonly #shelf: Shelf;
  #baseline: string;

  constructor(phone: Phone, sheet: Sheet, blank: T, shelf = onTheDisk(phone, sheet)) {
    this.#phone = phone;
    this.#sheet = sheet;
    this.#shelf = shelf;
    this.form = blank;
    this.#baseline = JSON.stringify(blank);
  }

  /** Reads the draft and begins to keep what is typed; called once by the component. */
  begin(onready?: () => void): void {
    $effect(() => {
      let wanted = true;
      // Once: what is put on the shelf later does not come back from it.
      void untrack(() => this.#restore()).then(() => {
        if (!wanted) return;
        this.isReady = true;
        onready?.();
      });
      return () => (wanted = false);
    });
    $effect(() => {
      const text = JSON.stringify(this.form);
      if (!this.isReady || text === this.#baseline || this.isSaving) return;
      untrack(() => this.#shelf.keep(JSON.parse(text)));
    });
  }

  async #restore(): Promise<void> {
    const form = await this.#shelf.restore();
    if (form === undefined) return;
    this.form = { ...this.form, ...(form as Partial<T>) };
    this.isRestored = true;
  }

  /** Takes what is there now as the beginning: the app filled it in, nobody typed it. */
  rebase(): void {
    if (!this.isRestored && !this.isTouched) this.#baseline = JSON.stringify(this.form);
  }

  /** Fills fields in by the app; that alone is nothing to keep. */
  prefill(fill: () => void): void {
    const untouched = !this.isRestored && !this.isTouched;
    fill();
    if (untouched) this.#baseline = JSON.stringify(this.form);
  }

  get isTouched(): boolean {
    return JSON.stringify(this.form) !== this.#baseline;
  }

  /** Saves by `run`, to be taken back by `undo`; a failure stays in the sheet with everything typed. */
  async save<A>(
    words: string,
    run: () => Promise<A>,
    undo?: (saved: A) => Promise<unknown>,
  ): Promise<A | undefined> {
    if (this.isSaving) return undefined;
    this.isSaving = true;
    this.failure = undefined;
    try {
      return await this.#phone.save(this.#sheet, words, run, undo);
    } catch (thrown) {
      this.failure = Failure.of(thrown);
      return undefined;
    } finally {
      this.isSaving = false;
    }
  }

  /** Closes the sheet; what was typed stays as a draft. */
  close(): void {
    if (this.isTouched || this.isRestored) void this.#phone.drafts.flush();
    else this.#phone.drafts.forget(this.#sheet.draft);
    this.#phone.close(this.#sheet.draft);
  }
}
