/** What an answer to a report says of the place. */

/** Sites so near are likely the place that was meant. */
export const NEAR_M = 150;
/** A site nobody has written down yet. */
export const NEW = 'new';

/** The result of the visit that answers a report: nobody found leaves traces or an empty place. */
export function visitResult(answer: string, traces: boolean | undefined): string {
  if (answer !== 'not_found') return 'people_met';
  return traces ? 'traces_only' : 'empty';
}
