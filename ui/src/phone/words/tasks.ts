/** A task in words. */
import { codes } from '$shared/codes';
import { dayKey, daysBetween } from '$shared/format';
import { locale, m } from '$shared/i18n.svelte';

import type { TaskRow } from '../backend/types';
import { capital } from './capital';

/** The noon of a day of a form, where no time zone moves it to another. */
export function noonOf(date: string): number {
  return Date.parse(`${date}T12:00:00Z`);
}

/** `dzisiaj`, `jutro`, `3 dni temu` */
export function dayAway(date: string, now: number): string {
  const days = -daysBetween(noonOf(date), now);
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(days, 'day');
}

export function today(now: number = Date.now()): string {
  return dayKey(now);
}

/** What is to be done; without words of its own, what kind of task it is. */
export function taskTitle({ task }: Pick<TaskRow, 'task'>): string {
  return capital(task.what ?? codes.label('task_kind', task.kind ?? 'other'));
}

/** For whom, where, after what, and until when; that it is overdue is said apart. */
export function taskDetail(row: TaskRow, now: number, beside?: 'person'): string {
  const parts = [
    beside === 'person' ? '' : row.person_label,
    row.site_name,
    row.danger && m.task_after({ what: codes.label('intervention_reason', row.danger) }),
    !row.mine && row.worker_name,
    row.task.due && !row.overdue && (row.task.state ?? 'open') === 'open' && dayAway(row.task.due, now),
  ];
  return parts.filter(Boolean).join(' · ');
}
