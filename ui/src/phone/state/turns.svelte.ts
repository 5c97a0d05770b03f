import { toasts } from '$shared/ui/toasts.svelte';

import { Failure } from '../backend';
import { feel } from '../device/haptics';
import { told } from '../words/errors';

/** The deeds of one screen or card, one after the other: what is touched while another is under way is not lost. */
export class Turns<What extends string> {
  /** What is being done. */
  doing = $state<What>();
  #last: Promise<void> = Promise.resolve();

  /** Does it when what was touched before is done; a failure is told, and what comes after goes on. */
  take(what: What, deed: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(async () => {
      this.doing = what;
      try {
        await deed();
      } catch (thrown) {
        feel('alarm');
        toasts.show(told(Failure.of(thrown).code).title, { tone: 'danger' });
      } finally {
        this.doing = undefined;
      }
    });
    return this.#last;
  }
}
