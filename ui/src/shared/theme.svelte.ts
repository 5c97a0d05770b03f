/** The three looks; who chose which is kept by the app, not here. */
export const themes = ['dark', 'bright', 'contrast'] as const;
export type Theme = (typeof themes)[number];

let current = $state<Theme>('dark');

/** The theme shown now; reading it in markup or an effect follows every change. */
export function theme(): Theme {
  return current;
}

/** Shows a theme at once; anything unknown falls back to dark. The caller keeps the choice. */
export function showTheme(wanted: string | null | undefined): void {
  current = themes.find((name) => name === wanted) ?? 'dark';
  document.documentElement.dataset['theme'] = current;
}

/** Shows text so many percent as large as the device shows it anyway. The caller keeps the choice. */
export function showTextSize(percent: number): void {
  document.documentElement.style.setProperty('--text-scale', String(percent / 100));
}
