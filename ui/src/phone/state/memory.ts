/** Small habits of this phone that are nobody's data: what was given last, who went along last. */
const KEEP = 24;

function read(name: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(`latarnia.${name}`) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** The keys used last, the latest first. */
export function lastUsed(name: string): string[] {
  return read(name);
}

/** Puts keys to the front. */
export function remember(name: string, keys: readonly string[]): void {
  const next = [...keys, ...read(name).filter((key) => !keys.includes(key))].slice(0, KEEP);
  try {
    localStorage.setItem(`latarnia.${name}`, JSON.stringify(next));
  } catch {
    // A full or forbidden storage costs only the order.
  }
}

/** `all` with what was used last in front. */
export function byLastUse<T>(name: string, all: readonly T[], key: (one: T) => string): T[] {
  const order = read(name);
  const rank = (one: T) => order.indexOf(key(one)) + 1 || Number.MAX_SAFE_INTEGER;
  return [...all].sort((a, b) => rank(a) - rank(b));
}

/** Whoever leaves the phone takes these habits along. */
export function forgetHabits(): void {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith('latarnia.')) localStorage.removeItem(name);
    }
  } catch {
    // A forbidden storage holds nothing.
  }
}
