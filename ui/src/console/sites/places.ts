import type { MapSite } from '$shared/map/types';

import type { SiteRow } from '../backend/types';
import { siteLook } from './words';

const METRES_PER_DEGREE = 111_320;
/** How far from the middle of a cell its sites are drawn, so that each can be touched. */
const SPREAD_METRES = 110;

/**
 * The sites that can be drawn. Several sites of one cell would lie on one point; they are set in a ring
 * around its middle, which says nothing about where in the cell they are.
 */
export function placed(sites: readonly SiteRow[]): MapSite[] {
  const cells = grouped(sites.filter(isCell));
  return sites.flatMap((site) => {
    if (!site.position) return [];
    const { lat, lon: lng, accuracy_m } = site.position;
    const made: MapSite = { id: site.id, look: siteLook(site), lng, lat };
    if (!isCell(site)) return [made];
    const together = cells.get(cellKey(site)) ?? [site];
    return [
      {
        ...made,
        ...ring(lat, lng, together.indexOf(site), together.length),
        cell: cellOf(lat, lng, accuracy_m),
      },
    ];
  });
}

function cellOf(lat: number, lng: number, radius = 500) {
  return { lat, lng, radius };
}

/** Whether only the cell of a site is known here. */
export function isCell(site: SiteRow): boolean {
  return site.position?.source === 'cell';
}

function cellKey(site: SiteRow): string {
  return `${site.position?.lat} ${site.position?.lon}`;
}

function grouped(sites: readonly SiteRow[]): Map<string, SiteRow[]> {
  const cells = new Map<string, SiteRow[]>();
  for (const site of sites) cells.set(cellKey(site), [...(cells.get(cellKey(site)) ?? []), site]);
  return cells;
}

function ring(lat: number, lng: number, index: number, count: number): { lat: number; lng: number } {
  if (count === 1) return { lat, lng };
  const turn = (index / count) * 2 * Math.PI;
  const up = SPREAD_METRES / METRES_PER_DEGREE;
  const across = up / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  return { lat: lat + up * Math.cos(turn), lng: lng + across * Math.sin(turn) };
}
