import type { Position } from '../api/types.gen';

type Place = Pick<Position, 'lat' | 'lon'>;

const METRES_PER_DEGREE = 111_195;

/** Metres between two points of one town, where the earth is as good as flat. */
export function metresBetween(one: Place, other: Place): number {
  const north = other.lat - one.lat;
  const east = (other.lon - one.lon) * Math.cos((one.lat * Math.PI) / 180);
  return Math.hypot(north, east) * METRES_PER_DEGREE;
}
