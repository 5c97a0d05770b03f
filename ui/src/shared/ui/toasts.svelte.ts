import type { Tone } from './icon';

/** One short message; what it reports has already happened. */
export interface ToastMessage {
  id: number;
  text: string;
  tone: Tone;
  /** One thing to do about it, most often to take it back. */
  action?: { label: string; run: () => void };
}

/** The queue of messages. The oldest is shown; each leaves by itself unless it is of danger. */
export class Toasts {
  queue = $state<ToastMessage[]>([]);
  #next = 1;
  readonly #stay: number;

  constructor(stay = 6000) {
    this.#stay = stay;
  }

  /** Queues a message and returns its id. A repeated text is not queued twice. */
  show(text: string, options: { tone?: Tone; action?: ToastMessage['action'] } = {}): number {
    const same = this.queue.find((one) => one.text === text);
    if (same) return same.id;
    const id = this.#next++;
    this.queue.push({ id, text, tone: options.tone ?? 'plain', action: options.action });
    if (this.queue.length === 1) this.#leaveLater();
    return id;
  }

  /** Takes a message away, shown or not. */
  dismiss(id: number): void {
    this.queue = this.queue.filter((one) => one.id !== id);
    this.#leaveLater();
  }

  #timer: ReturnType<typeof setTimeout> | undefined;

  #leaveLater(): void {
    clearTimeout(this.#timer);
    const first = this.queue[0];
    if (!first || first.tone === 'danger') return;
    this.#timer = setTimeout(() => this.dismiss(first.id), this.#stay);
  }
}

/** The messages of the whole app; one `Toast` in the shell shows them. */
export const toasts = new Toasts();
