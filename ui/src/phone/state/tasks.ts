import { m } from '$shared/i18n.svelte';
import { invalidate } from '$shared/resource.svelte';

import type { TaskRow } from '../backend/types';
import { feel } from '../device/haptics';
import { today } from '../words/tasks';
import type { Phone } from './phone.svelte';

/** Ticks a task off, or opens it again; for a minute it can be taken back. */
export async function tick(phone: Phone, row: TaskRow): Promise<void> {
  const was = row.task.state ?? 'open';
  const set = async (state: string) => {
    await phone.call('task.edit', { id: row.id, fields: { state }, today: today() });
    await invalidate('data');
  };
  await set(was === 'open' ? 'done' : 'open');
  feel('done');
  phone.showSaved({
    at: Date.now(),
    text: was === 'open' ? m.task_ticked() : m.task_unticked(),
    undo: () => set(was),
  });
}
