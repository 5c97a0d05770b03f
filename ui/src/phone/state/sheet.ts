import type { OutingCard, Position } from '../backend/types';
import type { Amendable } from '../sheets/amend';

/** A record somebody points at, with the words for it. */
export interface Pointed {
  id: string;
  title: string;
}

/** Which sheet is open and about what. `draft` names the half-typed form it keeps. */
export type Sheet =
  | { is: 'contact'; draft: string; site?: Pointed; person?: Pointed }
  | { is: 'intervention'; draft: string; site?: Pointed; person?: Pointed }
  | { is: 'visit'; draft: string; site: Pointed }
  | { is: 'site'; draft: string; id?: string; at?: Position }
  | { is: 'person'; draft: string; id?: string; from?: string; site?: string }
  | { is: 'level'; draft: string; id: string }
  | { is: 'task'; draft: string; id?: string; person?: Pointed; site?: Pointed }
  | { is: 'referral'; draft: string; person?: Pointed; contact?: Pointed; site?: string }
  | { is: 'consent'; draft: string; person: string; purpose: string }
  | { is: 'report'; draft: string; id: string }
  | { is: 'questionnaire'; draft: string; count: string; form: string; place?: Pointed }
  | { is: 'amend'; draft: string; id: string; kind: Amendable; title: string }
  | { is: 'versions'; draft: string; id: string; kind: Amendable; title: string }
  | { is: 'outing'; draft: string; planned?: OutingCard };

/** What a sheet is about before it has a draft of its own. */
export type Asked = Sheet extends infer One ? (One extends Sheet ? Omit<One, 'draft'> : never) : never;

/** New records get a form of their own each time; an edit goes on where it was left. */
export function draftName(asked: Asked, now: number): string {
  if (asked.is === 'outing') return asked.planned ? `outing:${asked.planned.id}` : 'outing';
  if (asked.is === 'referral') return `referral:${(asked.person ?? asked.contact)?.id ?? 'new'}`;
  if (asked.is === 'consent') return `consent:${asked.person}:${asked.purpose}`;
  if (asked.is === 'visit') return `visit:${asked.site.id}`;
  // All that is half-typed of a count goes with it, by the name it begins with.
  if (asked.is === 'questionnaire') return `count:${asked.count}:${asked.place?.id ?? 'elsewhere'}`;
  if ('id' in asked && asked.id !== undefined) return `${asked.is}:${asked.id}`;
  return `${asked.is}:new:${now}`;
}

/** What a draft holds: the sheet to open again, and the form. */
export interface Kept {
  sheet: Sheet;
  form: unknown;
}

export function isKept(body: unknown): body is Kept {
  return typeof body === 'object' && body !== null && 'sheet' in body && 'form' in body;
}
