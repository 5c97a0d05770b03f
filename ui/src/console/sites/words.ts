import { codes } from '$shared/codes';
import { daysBetween, relativeTime } from '$shared/format';
import { m } from '$shared/i18n.svelte';
import type { SiteLook } from '$shared/ui/siteMark';

import type { SiteRow } from '../backend/types';

/** The mark of a site: frost is a danger with a letter of its own. */
export function siteLook(site: SiteRow): SiteLook {
  return site.mark === 'danger' && site.frost_risk ? 'frost' : site.mark;
}

/** What kind of place, in words; empty if nobody said. */
export function siteType(site: Pick<SiteRow, 'category'>): string {
  return site.category ? codes.label('site_type', site.category) : '';
}

/** The team's name for a site, or its kind. */
export function siteName(site: Pick<SiteRow, 'name' | 'category'>): string {
  return site.name || siteType(site) || m.console_site_nameless();
}

/** The hazards of a site, in words. */
export function siteHazards(site: Pick<SiteRow, 'hazards'>): string {
  return site.hazards.map((hazard) => codes.label('site_hazard', hazard)).join(', ');
}

const SOON_DAYS = 7;

/** Why a site stands where it stands, the weightiest reason first. */
export function siteReasons(site: SiteRow, now: number): string[] {
  if (site.mark === 'closed') return [m.console_why_closed()];
  const reasons: string[] = [];
  // The mark already says it, unless another state outweighs it.
  if (site.frost_risk && siteLook(site) !== 'frost') reasons.push(m.console_why_frost());
  if (site.last_visit === null) reasons.push(m.console_why_never());
  else if (site.overdue) {
    const count = daysBetween(site.last_visit, now);
    reasons.push(m.console_why_overdue({ count, rhythm: site.interval_days }));
  } else if (site.due !== null && daysBetween(now, site.due) <= SOON_DAYS) {
    reasons.push(m.console_why_soon({ when: relativeTime(site.due, now) }));
  }
  if (site.last_result) reasons.push(codes.label('visit_result', site.last_result));
  return reasons;
}

/** The due date of the next visit, as a distance in time; empty where none is due. */
export function siteDue(site: SiteRow, now: number): string {
  if (site.mark === 'closed') return '';
  if (site.due === null) return m.console_due_now();
  const days = daysBetween(now, site.due);
  if (days < 0) return m.console_due_late({ count: -days });
  if (days === 0) return m.console_due_today();
  return m.console_due_in({ count: days });
}
