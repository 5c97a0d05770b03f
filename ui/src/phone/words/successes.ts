import type { HistoryEntry } from '../backend/types';

/** What succeeded, in words that may be shown to the person; the last first. */
export function successesOf(history: readonly HistoryEntry[]): { id: string; at: number; words: string }[] {
  return history.flatMap(({ id, at, form, void: isVoid }) => {
    const words = form['success'];
    return typeof words === 'string' && words.trim() !== '' && !isVoid ? [{ id, at, words }] : [];
  });
}
