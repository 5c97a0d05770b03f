/** The code lists of the core (site types, goods given, needs …) with their labels in three languages. */
import { locale, m, type Locale } from './i18n.svelte';

/** One entry of a list; lists may carry further fields, which are kept. */
export type Code = { key: string } & Record<Locale, string> & { [field: string]: unknown };
/** One file of `core/codes`. */
export type CodeList = { list: string; version: number; entries: Code[] };

/** Code lists by name, asked for labels and for what can be chosen. */
export class Codes {
  readonly #lists: Map<string, CodeList>;

  constructor(lists: CodeList[]) {
    this.#lists = new Map(lists.map((one) => [one.list, one]));
  }

  /** Everything in a list, in the order of its file; empty when this build has no such list. */
  entries(list: string): Code[] {
    return this.#lists.get(list)?.entries ?? [];
  }

  /** What a list offers for new records: retired entries are still readable, but no longer offered. */
  offered(list: string): Code[] {
    return this.entries(list).filter((entry) => entry['retired'] !== true);
  }

  /** The label in the locale shown now; a key from a newer phone or server says so in words. */
  label(list: string, key: string): string {
    const entry = this.entries(list).find((one) => one.key === key);
    return entry ? entry[locale()] : m.code_from_newer_version();
  }

  /** The names of all lists, sorted. */
  names(): string[] {
    return [...this.#lists.keys()].sort();
  }
}

const files = import.meta.glob<CodeList>('../../../core/codes/*.json', { eager: true, import: 'default' });

/** The lists this build was made with. */
export const codes = new Codes(Object.values(files));
