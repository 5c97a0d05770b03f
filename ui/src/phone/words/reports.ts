/** A report from the public in words. */
import { codes } from '$shared/codes';
import { clock, dayKey, distance, relativeTime } from '$shared/format';
import { m } from '$shared/i18n.svelte';

import type { ReportRow } from '../backend/types';
import { capital } from './capital';

/** Where somebody was seen. */
export function reportPlace(row: ReportRow): string {
  return row.report.place ?? row.site_name ?? m.report_on_map();
}

/** What was found last; without an answer, that it is new. */
export function reportState(row: ReportRow): string {
  const last = row.answers[0];
  if (last?.answer) return capital(codes.label('report_result', last.answer));
  return last ? m.report_visited() : m.report_new();
}

/** `od 20:05 · mróz · 350 m` */
export function reportDetail(row: ReportRow, now: number): string {
  const { at, danger, heads } = row.report;
  const parts = [
    at && m.report_since({ at: dayKey(at.ms) === dayKey(now) ? clock(at.ms) : relativeTime(at.ms, now) }),
    danger && danger !== 'none' && codes.label('report_danger', danger),
    heads && heads > 1 && m.people_count({ count: heads }),
    row.distance_m !== null && distance(row.distance_m),
    row.answers.length > 0 && reportState(row),
  ];
  return parts.filter(Boolean).join(' · ');
}
