import type { Tone } from './icon';

/** One short message; what it reports has already happened. */
export interface ToastMessage {
  id: number;
  text: string;
  tone: Tone;
  /** One thing to do about it, most often to take it back. */
  action?: {
    label: string;
    run: () => void;
    /** It takes back what is reported: Ctrl+Z does it too, and the message waits longer. */
    undo?: boolean;
  };
}

/** How many times as long as others a message stays that can take something back. */
const UNDO_STAYS = 3;

/**
 * The queue of messages. The oldest is shown; each leaves by itself unless it is of danger, and one that can take
 * something back makes way for the next.
 */
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
    const [first, second] = this.queue;
    if (first && second && first.action?.undo) this.dismiss(first.id);
    else if (!second) this.#leaveLater();
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
    const stay = first.action?.undo ? this.#stay * UNDO_STAYS : this.#stay;
    this.#timer = setTimeout(() => this.dismiss(first.id), stay);
  }
}

/** The messages of the whole app; one `Toast` in the shell shows them. */
export const toasts = new Toasts();
