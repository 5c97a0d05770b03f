/** Where the card of a person is. */
export function personAddress(id: string): string {
  return `#/people?person=${encodeURIComponent(id)}`;
}
