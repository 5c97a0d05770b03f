import { distance } from '$shared/format';
import { m } from '$shared/i18n.svelte';

import type { Where } from '../state/place';

/** Where something happened, in words; nothing where nobody says. */
export function whereWords(where: Where | undefined): string {
  if (where?.is === 'site') return where.title;
  if (where?.is !== 'point') return '';
  const reach = where.position.accuracy_m;
  return reach ? m.where_point({ reach: distance(reach) }) : m.where_pin();
}
