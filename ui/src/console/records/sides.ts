import { relativeTime } from '$shared/format';
import { m } from '$shared/i18n.svelte';

import type { PersonRow, SiteRow } from '../backend/types';
import { personAddress } from '../people/address';
import { ageAndSex } from '../people/words';
import { siteAddress } from '../sites/address';
import { siteName, siteReasons, siteType } from '../sites/words';

/** One of two records that are put side by side: enough to tell it from the other. */
export interface Side {
  id: string;
  name: string;
  address: string;
  facts: readonly string[];
}

/** A person beside another. */
export function personSide(row: PersonRow, now: number): Side {
  return {
    id: row.id,
    name: row.label,
    address: personAddress(row.id),
    facts: [
      row.nickname && !row.label.includes(row.nickname) ? `„${row.nickname}”` : '',
      ageAndSex(row),
      row.last_seen === null
        ? m.console_person_unseen()
        : m.console_person_last({ when: relativeTime(row.last_seen, now) }),
      row.last_site_name ?? '',
    ].filter(Boolean),
  };
}

/** A site beside another. */
export function siteSide(row: SiteRow, now: number): Side {
  const name = siteName(row);
  return {
    id: row.id,
    name,
    address: siteAddress(row.id),
    facts: [siteType(row), ...siteReasons(row, now)].filter((fact) => fact && fact !== name),
  };
}
