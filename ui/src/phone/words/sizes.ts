import { locale } from '$shared/i18n.svelte';

/** `3,4 MB` */
export function megabytes(bytes: number): string {
  const number = new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 });
  return `${number.format(Math.max(0.1, bytes / 1_000_000))} MB`;
}
