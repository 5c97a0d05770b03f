/** The query of an address that lies after the `#`. */
export function queryOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.split('?')[1] ?? '');
}

/** A query with some parts changed, with its `?`; an empty value takes a part away. */
export function changed(before: URLSearchParams, changes: Record<string, string | undefined>): string {
  const query = new URLSearchParams(before);
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  // Commas may stand in a fragment; escaped they only make the address hard to read.
  const words = query.toString().replaceAll('%2C', ',');
  return words && `?${words}`;
}
