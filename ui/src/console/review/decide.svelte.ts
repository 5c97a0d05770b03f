import { m } from '$shared/i18n.svelte';
import { invalidate } from '$shared/resource.svelte';
import { toasts } from '$shared/ui/toasts.svelte';

import { refusalWords } from '../parts/refusalWords';

/** A decision: what it does, what is said of it, and how it is taken back. */
export interface Decision {
  run: () => Promise<unknown>;
  done: string;
  undo?: () => Promise<unknown>;
}

/** Carries decisions out, one at a time, and says what became of each. */
export class Deciding {
  busy = $state(false);

  async decide(decision: Decision): Promise<boolean> {
    // A second press of the same button is no second decision; taking one back never waits.
    return this.busy ? false : this.#carryOut(decision);
  }

  async #carryOut({ run, done, undo }: Decision): Promise<boolean> {
    this.busy = true;
    try {
      await run();
      const action = undo && {
        label: m.action_undo(),
        undo: true,
        run: () => void this.#carryOut({ run: undo, done: m.console_review_undone() }),
      };
      toasts.show(done, { tone: 'good', ...(action ? { action } : {}) });
      await invalidate('review', 'people', 'sites');
      return true;
    } catch (reason) {
      const { title, text } = refusalWords(reason);
      toasts.show(`${title}. ${text}`, { tone: 'danger' });
      return false;
    } finally {
      this.busy = false;
    }
  }
}
