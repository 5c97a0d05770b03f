import type { EventKind } from '../backend';
import type { HistoryEntry } from '../backend/types';

/** The words people wrote about an event; each may be erased alone. Codes and times are counted and stay. */
const words: Record<EventKind, readonly string[]> = {
  visit: ['note', 'setup'],
  contact: ['note', 'voice', 'seen_as', 'next_step'],
  intervention: ['done', 'voice', 'hospital', 'handed_over_to', 'witness'],
  action: ['item', 'provider', 'result'],
};

/** What kind of event this is; nothing for a kind from a newer server. */
export function eventKind(entry: HistoryEntry): EventKind | undefined {
  return entry.kind in words ? (entry.kind as EventKind) : undefined;
}

/** The fields of words that were filled in. */
export function wordsIn(entry: HistoryEntry): readonly string[] {
  const kind = eventKind(entry);
  return kind ? words[kind].filter((field) => Boolean(entry.form[field])) : [];
}
