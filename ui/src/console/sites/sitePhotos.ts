import { day } from '$shared/format';
import { photosOf, type Shown } from '$shared/photos';

import type { SiteCard } from '../backend';

/** Every picture of a site, its own and those of its visits, newest first, with the day under each. */
export function sitePhotos({ photos, history }: SiteCard): Shown[] {
  const own: Shown[] = photos.map(({ record, photo }) => ({ record, photo }));
  const visits = history.flatMap((entry) =>
    entry.void ? [] : photosOf(entry.form).map((photo) => ({ record: entry.id, photo })),
  );
  return [...own, ...visits]
    .sort((a, b) => b.photo.taken - a.photo.taken)
    .map((shown) => ({ ...shown, badge: day(shown.photo.taken) }));
}
