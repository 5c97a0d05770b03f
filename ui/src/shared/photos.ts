import { dayAndClock } from './format';
import { m } from './i18n.svelte';

/** A picture of a place, as a record names it. */
export interface Named {
  hash: string;
  width: number;
  height: number;
  /** A small JPEG in base64. */
  thumb: string;
  taken: number;
}

/** A picture with the record it is asked of; a form that is not saved yet has none. */
export interface Shown {
  record: string | undefined;
  photo: Named;
  /** A few words under it, such as that it waits. */
  badge?: string;
}

/** The address of a preview. */
export function thumbUrl(photo: Named): string {
  return `data:image/jpeg;base64,${photo.thumb}`;
}

/** One picture has one place in a list. */
export function shownKey({ record, photo }: Shown): string {
  return `${record ?? ''}/${photo.hash}`;
}

/** What a picture is called for those who do not see it. */
export function photoWords(photo: Named, place: { number: number; count: number }): string {
  return m.photo_alt({ ...place, when: dayAndClock(photo.taken) });
}

function isNamed(value: unknown): value is Named {
  if (typeof value !== 'object' || value === null) return false;
  const { hash, thumb, taken } = value as Partial<Record<keyof Named, unknown>>;
  return typeof hash === 'string' && typeof thumb === 'string' && typeof taken === 'number';
}

/** The pictures a form names, in the order they were taken. */
export function photosOf(form: Record<string, unknown>): Named[] {
  const found = form['photos'];
  return Array.isArray(found) ? found.filter(isNamed).sort((a, b) => a.taken - b.taken) : [];
}
