import { showLocale } from '$shared/i18n.svelte';
import { showTheme } from '$shared/theme.svelte';

/** What this browser remembers about looks. Nothing about people is ever kept here. */
const names = { theme: 'latarnia.theme', locale: 'latarnia.locale', split: 'latarnia.split' } as const;
export type Setting = keyof typeof names;

/** What was chosen; `null` if nothing was, or if the browser keeps nothing. */
export function remembered(setting: Setting): string | null {
  try {
    return localStorage.getItem(names[setting]);
  } catch {
    return null;
  }
}

/** Keeps a choice for the next visit. */
export function remember(setting: Setting, value: string): void {
  try {
    localStorage.setItem(names[setting], value);
  } catch {
    // A browser that keeps nothing still works; it only asks again.
  }
}

/** Shows the page as it was chosen last time. */
export function showRemembered(): void {
  showTheme(remembered('theme'));
  showLocale(remembered('locale'));
}
