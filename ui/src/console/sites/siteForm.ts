import type { Point } from '$shared/map/types';

import type { Site, SiteCard } from '../backend/types';

/** The fields a supervisor changes, as they stand in the form: all text, so that nothing typed is lost. */
export interface SiteDraft {
  name: string;
  category: string;
  state: string;
  description: string;
  access: string;
  owner: string;
  hazards: string[];
  people: string;
  visit_interval: string;
  frost_risk: boolean;
  position: Point | undefined;
}

/** The form as it opens. */
export function draftOf({ site }: SiteCard): SiteDraft {
  return {
    name: site.name ?? '',
    category: site.category ?? '',
    state: site.state ?? '',
    description: site.description ?? '',
    access: site.access ?? '',
    owner: site.owner ?? '',
    hazards: [...(site.hazards ?? [])],
    people: site.people?.toString() ?? '',
    visit_interval: site.visit_interval?.toString() ?? '',
    frost_risk: site.frost_risk ?? false,
    position: site.position && { lat: site.position.lat, lng: site.position.lon },
  };
}

export type SiteFieldName = keyof SiteDraft;

/** What the server has to change: a value replaces, `null` clears, what stayed the same is not sent. */
export function changesOf(card: SiteCard, draft: SiteDraft): Record<string, unknown> {
  const before = draftOf(card);
  const changes: Record<string, unknown> = {};
  for (const name of ['name', 'category', 'state', 'description', 'access', 'owner'] as const) {
    if (draft[name].trim() !== before[name]) changes[name] = draft[name].trim() || null;
  }
  for (const name of ['people', 'visit_interval'] as const) {
    if (draft[name].trim() !== before[name]) changes[name] = numberOrText(draft[name].trim());
  }
  if (draft.frost_risk !== before.frost_risk) changes['frost_risk'] = draft.frost_risk;
  if (!sameSet(draft.hazards, before.hazards)) changes['hazards'] = [...draft.hazards];
  if (draft.position && moved(draft.position, card.site)) {
    changes['position'] = { lat: draft.position.lat, lon: draft.position.lng, source: 'pin' };
  }
  return changes;
}

function numberOrText(typed: string): unknown {
  return typed === '' ? null : Number(typed);
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value) => other.includes(value));
}

function moved(to: Point, { position }: Site): boolean {
  return position === undefined || position.lat !== to.lat || position.lon !== to.lng;
}

const bounds: Partial<Record<SiteFieldName, [number, number]>> = {
  people: [0, 500],
  visit_interval: [1, 365],
};

/** What can be told wrong before the server is asked, by field. */
export function draftProblems(draft: SiteDraft): Partial<Record<SiteFieldName, string>> {
  const problems: Partial<Record<SiteFieldName, string>> = {};
  if (draft.category === '') problems.category = 'missing';
  if (!draft.position && draft.description.trim() === '') problems.description = 'missing_one_of';
  for (const name of ['people', 'visit_interval'] as const) {
    const typed = draft[name].trim();
    const [least, most] = bounds[name] ?? [0, 0];
    const number = Number(typed);
    if (typed !== '' && !(Number.isInteger(number) && number >= least && number <= most)) {
      problems[name] = 'out_of_range';
    }
  }
  return problems;
}
