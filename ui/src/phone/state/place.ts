import { invalidate } from '$shared/resource.svelte';

import type { Position, SiteRow } from '../backend/types';
import { isFix, type NoFix } from '../device/location';
import { siteName } from '../words/sites';
import type { Phone } from './phone.svelte';
import type { Pointed } from './sheet';

/** Where something happened: at a site, at a point, or nobody says. */
export type Where = ({ is: 'site' } & Pointed) | { is: 'point'; position: Position } | { is: 'none' };

/** What the phone found around it. */
export interface Around {
  where: Where;
  /** Sites within walking distance, nearest first. */
  near: SiteRow[];
  noFix?: NoFix;
}

const AT_SITE_M = 60;
const WALK_M = 600;

/** One fix, and what it means: the site one stands at, else the point. Who asks meanwhile gets the same. */
export function lookAround(phone: Phone): Promise<Around> {
  phone.looking ??= look(phone).finally(() => (phone.looking = undefined));
  return phone.looking;
}

/**
 * A record saved before the phone knew where it is gets the place that was being looked for. Nobody waits for
 * it, and what was taken back meanwhile stays as it is.
 */
export async function placeLater(
  phone: Phone,
  looking: Promise<Around> | undefined,
  id: string,
): Promise<void> {
  const fields = whereFields((await looking)?.where);
  if (Object.keys(fields).length === 0 || phone.session?.state !== 'open') return;
  try {
    await phone.call('event.amend', { id, fields });
    void invalidate('data');
  } catch {
    // Without a place it is as true as before.
  }
}

async function look(phone: Phone): Promise<Around> {
  const fix = await phone.locate();
  if (!isFix(fix)) return { where: { is: 'none' }, near: [], noFix: fix };
  const near = await phone.call('site.near', { here: fix, within_m: WALK_M }).catch(() => []);
  const here = near.find((site) => (site.distance_m ?? Infinity) <= AT_SITE_M);
  const where: Where = here ? atSite(here) : { is: 'point', position: fix };
  return { where, near };
}

export function atSite(site: SiteRow): Where {
  return { is: 'site', id: site.id, title: siteName(site) };
}

/** The fields of a record that say where. */
export function whereFields(where: Where | undefined): { site?: string; position?: Position } {
  if (where?.is === 'site') return { site: where.id };
  return where?.is === 'point' ? { position: where.position } : {};
}
