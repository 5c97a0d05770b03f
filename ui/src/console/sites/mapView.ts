import type { Point } from '$shared/map/types';

/** `51.9301,19.4203,13.5`: latitude, longitude, zoom. Undefined for anything else. */
export function readMapView(written: string | null): { center: Point; zoom: number } | undefined {
  const [lat, lng, zoom, ...more] = (written ?? '')
    .split(',')
    .map((part) => (part === '' ? NaN : Number(part)));
  if (lat === undefined || lng === undefined || zoom === undefined || more.length > 0) return undefined;
  const sound = Math.abs(lat) <= 85 && Math.abs(lng) <= 180 && zoom >= 0 && zoom <= 22;
  return sound ? { center: { lng, lat }, zoom } : undefined;
}

/** To about ten metres: enough for the same picture, and no longer than it must be. */
export function writeMapView({ center, zoom }: { center: Point; zoom: number }): string {
  return `${round(center.lat, 4)},${round(center.lng, 4)},${round(zoom, 1)}`;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
