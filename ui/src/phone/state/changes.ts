/** What of a form differs from what it began as: only that is sent, so that nobody's other fields are touched. */
export function changedFields(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): Record<string, unknown> {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed: Record<string, unknown> = {};
  for (const name of names) {
    const [was, is] = [plain(before[name]), plain(after[name])];
    if (JSON.stringify(was) !== JSON.stringify(is)) changed[name] = is;
  }
  return changed;
}

/** The fields of a new record: what is empty is left out. */
export function filledFields(form: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(form)
      .map(([name, value]) => [name, plain(value)] as const)
      .filter(([, value]) => value !== null),
  );
}

/** Empty text, an empty list and absence are all the same: nothing. */
function plain(value: unknown): unknown {
  if (value === undefined || value === '') return null;
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  if (Array.isArray(value)) return value.length === 0 ? null : [...(value as unknown[])].sort();
  return value;
}
