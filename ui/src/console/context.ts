import { createContext } from 'svelte';

import type { Resource } from '$shared/resource.svelte';

import type { AreaName, Live, Me, OutingCard, Queue } from './backend';
import type { Session } from './session.svelte';

/** What every screen stands on: who looks, what flows in, and the little that many screens show. */
export interface ConsoleContext {
  readonly session: Session;
  readonly me: Me;
  readonly live: Live;
  readonly areas: Resource<AreaName[]>;
  /** Outings of the last hours: the alarm on every screen is read from them. */
  readonly outings: Resource<OutingCard[]>;
  /** What waits for a decision; nothing for who does not decide. The rail counts it. */
  readonly review: Resource<Queue | undefined>;
}

export const [useConsole, provideConsole] = createContext<ConsoleContext>();

/** The name of an area; empty if nobody knows it. */
export function areaName(areas: Resource<AreaName[]>, id: string | null): string {
  return areas.data?.find((area) => area.id === id)?.name ?? '';
}
