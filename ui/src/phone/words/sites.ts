import { codes } from '$shared/codes';
import { daysBetween } from '$shared/format';
import { m } from '$shared/i18n.svelte';
import type { MapSite } from '$shared/map/types';
import type { SiteLook } from '$shared/ui/siteMark';

import { capital } from './capital';
import { dayWords } from './moments';
import type { SiteRow } from '../backend/types';

/** How a site's mark is drawn: frost is a danger of its own. */
export function lookOf(site: Pick<SiteRow, 'mark' | 'frost_risk'>): SiteLook {
  return site.mark === 'danger' && site.frost_risk ? 'frost' : site.mark;
}

/** What a site is called; without a name, what kind of place it is. */
export function siteName(site: Pick<SiteRow, 'name' | 'category'>): string {
  if (site.name) return site.name;
  return site.category ? capital(codes.label('site_type', site.category)) : m.site_unnamed();
}

/** Why a site is on the list: frost first, then how long nobody came. */
export function whyDue(site: SiteRow, now: number): string {
  const why: string[] = [];
  if (site.frost_risk) why.push(m.due_frost());
  if (site.promised) why.push(m.due_promised({ day: dayWords(site.promised) }));
  why.push(sinceVisit(site, now));
  if (site.people) why.push(m.people_count({ count: site.people }));
  return why.join(' · ');
}

/** `34 dni bez wizyty` */
export function sinceVisit(site: Pick<SiteRow, 'last_visit'>, now: number): string {
  if (site.last_visit === null) return m.due_never();
  const days = Math.max(0, daysBetween(site.last_visit, now));
  return days === 0 ? m.due_today() : m.due_days({ count: days });
}

/** `co 30 dni, ostatnio 12 dni temu` */
export function rhythm(site: SiteRow, now: number): string {
  const every = m.rhythm_every({ count: site.interval_days });
  if (site.last_visit === null) return `${every}, ${m.rhythm_never()}`;
  const days = Math.max(0, daysBetween(site.last_visit, now));
  return `${every}, ${days === 0 ? m.rhythm_today() : m.rhythm_last({ count: days })}`;
}

export function onMap(sites: readonly SiteRow[]): MapSite[] {
  return sites.flatMap((site) =>
    site.position
      ? [{ id: site.id, lat: site.position.lat, lng: site.position.lon, look: lookOf(site) }]
      : [],
  );
}
