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

/** `10:30` of a minute of the day; nothing for none. */
export function hourWords(minute: number | null | undefined): string {
  if (minute === undefined || minute === null) return '';
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** The minute of the day of `HH:MM`; undefined if that is no time. */
export function minuteOf(hhmm: string): number | undefined {
  const [hour = NaN, minute = NaN] = hhmm.split(':').map(Number);
  const all = hour * 60 + minute;
  return Number.isInteger(all) && all >= 0 && all < 1440 ? all : undefined;
}

/** `dzisiaj 10:30`, as far as the task has a day and an hour. */
export function dueWords({ due, due_minute }: TaskRow['task'], now: number): string {
  return due ? [dayAway(due, now), hourWords(due_minute)].filter(Boolean).join(' ') : '';
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
    !row.overdue && (row.task.state ?? 'open') === 'open' && dueWords(row.task, now),
  ];
  return parts.filter(Boolean).join(' · ');
}
