/** Where the page of an outing is. */
export function outingAddress(id: string): string {
  return `#/outings/${encodeURIComponent(id)}`;
}
