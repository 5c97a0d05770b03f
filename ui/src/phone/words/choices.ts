import { codes } from '$shared/codes';
import type { Icon } from '$shared/ui/icon';

import { capital } from './capital';

/** What a code list offers, as a `Choice` shows it. */
export function options(list: string, icons: Partial<Record<string, Icon>> = {}) {
  return codes
    .offered(list)
    .map((one) => ({ value: one.key, label: capital(codes.label(list, one.key)), icon: icons[one.key] }));
}

/** The same with long labels cut in two: what it is called, and in small letters what belongs to it. */
export function shortOptions(list: string, icons: Partial<Record<string, Icon>> = {}) {
  return options(list, icons).map((one) => {
    const [label = one.label, ...rest] = one.label.split(', ');
    return { ...one, label, hint: rest.join(', ') || undefined };
  });
}
