/**
 * The language shown now, as a signal: every `m.some_message()` in markup follows it without a reload.
 * Where the choice is kept is the app's business.
 */
import { baseLocale, isLocale, locales, overwriteGetLocale, type Locale } from './paraglide/runtime.js';

export * as m from './paraglide/messages.js';
export { baseLocale, locales, type Locale };

let current = $state<Locale>(baseLocale);
overwriteGetLocale(() => current);

/** What each language calls itself; the same in every language. */
export const localeNames: Record<Locale, string> = { pl: 'Polski', en: 'English', uk: 'Українська' };

/** The locale shown now; reading it in markup or an effect follows every change. */
export function locale(): Locale {
  return current;
}

/** Shows a locale at once; anything unknown falls back to Polish. The caller keeps the choice. */
export function showLocale(wanted: string | null | undefined): void {
  current = isLocale(wanted) ? wanted : baseLocale;
  document.documentElement.lang = current;
}
