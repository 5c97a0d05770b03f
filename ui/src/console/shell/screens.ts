import ClipboardCheck from '@lucide/svelte/icons/clipboard-check';
import Footprints from '@lucide/svelte/icons/footprints';
import Map from '@lucide/svelte/icons/map';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Smartphone from '@lucide/svelte/icons/smartphone';
import Users from '@lucide/svelte/icons/users-round';

import { m } from '$shared/i18n.svelte';
import type { Icon } from '$shared/ui/icon';

import type { Me } from '../backend/types';

/** One way in the rail. */
export interface Way {
  path: string;
  label: () => string;
  /** Where there is little room. */
  short?: () => string;
  icon: Icon;
}

const all: (Way & { may: (me: Me) => boolean })[] = [
  { path: '/map', label: m.console_nav_map, icon: Map, may: () => true },
  { path: '/outings', label: m.console_nav_outings, icon: Footprints, may: () => true },
  { path: '/people', label: m.console_nav_people, icon: Users, may: (me) => me.sees_people },
  {
    path: '/review',
    label: m.console_nav_review,
    short: m.console_nav_review_short,
    icon: ClipboardCheck,
    may: decides,
  },
  { path: '/devices', label: m.console_nav_devices, icon: Smartphone, may: looksAfterPhones },
  {
    path: '/audit',
    label: m.console_nav_audit,
    short: m.console_nav_audit_short,
    icon: ScrollText,
    may: looksAfterPhones,
  },
];

/** Whether this person decides what the program does not. */
export function decides(me: Me): boolean {
  return me.role === 'supervisor';
}

function looksAfterPhones(me: Me): boolean {
  return me.role === 'supervisor' || me.role === 'administrator';
}

/** The ways a role has. What it has not is also refused by the server. */
export function waysOf(me: Me): Way[] {
  return all.filter((way) => way.may(me));
}

/** Whether a role may open an address at all. */
export function mayOpen(me: Me, path: string): boolean {
  const way = all.find((one) => path === one.path || path.startsWith(`${one.path}/`));
  return way === undefined || way.may(me);
}
