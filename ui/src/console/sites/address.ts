/** Where the card of a site is. */
export function siteAddress(id: string): string {
  return `#/map?site=${encodeURIComponent(id)}`;
}
