import { Failure, type Backend } from '../backend';

/** How long a form rests after a key before it is kept, and how long at most while keys keep coming. */
const REST_MS = 800;
const LONGEST_MS = 1800;

/**
 * Keeps half-typed forms on the phone. What could not be kept yet (the store is locked or restarting)
 * stays in memory and is kept as soon as it can be.
 */
export class Drafts {
  readonly #backend: Backend;
  readonly #pending = new Map<string, unknown>();
  readonly #since = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Takes a form to keep; it is on the disk within two seconds. */
  keep(form: string, body: unknown): void {
    this.#pending.set(form, body);
    const since = this.#since.get(form) ?? Date.now();
    this.#since.set(form, since);
    clearTimeout(this.#timer);
    const rest = Math.max(0, Math.min(REST_MS, since + LONGEST_MS - Date.now()));
    this.#timer = setTimeout(() => void this.flush(), rest);
  }

  /** Keeps everything that waits, now. Never rejects: what could not be kept goes on waiting. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#sending = this.#sending.then(() => this.#send());
    return this.#sending;
  }

  async #send(): Promise<void> {
    for (const [form, body] of [...this.#pending]) {
      try {
        await this.#backend.call('draft.keep', { form, body });
      } catch {
        return;
      }
      if (this.#pending.get(form) === body) this.forget(form);
    }
  }

  /** The form as last typed, from memory or from the disk. */
  async restore(form: string): Promise<unknown> {
    if (this.#pending.has(form)) return this.#pending.get(form);
    return (await this.#backend.call('draft.show', { form }))?.body;
  }

  /** Whether the disk still holds this form; it does not once its record was saved. */
  async isKept(form: string): Promise<boolean> {
    return (await this.#backend.call('draft.show', { form })) !== null;
  }

  /** The form was saved with its record; what waits of it is void. */
  forget(form: string): void {
    this.#pending.delete(form);
    this.#since.delete(form);
  }

  /** Throws a form away. */
  async discard(form: string): Promise<void> {
    this.forget(form);
    await this.#sending;
    await this.#backend.call('draft.discard', { form }).catch((thrown: unknown) => {
      if (Failure.of(thrown).code !== 'not_found') throw thrown;
    });
  }

  /** Whether something waits that the disk does not hold yet. */
  get waits(): boolean {
    return this.#pending.size > 0;
  }

  /** Forgets all that is in memory; the disk keeps what it has. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#pending.clear();
    this.#since.clear();
  }
}
