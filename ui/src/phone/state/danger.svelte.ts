import type { Draft } from '../backend/types';
import type { Phone } from './phone.svelte';
import { draftName, isKept, type Kept, type Pointed, type Sheet } from './sheet';

/** The sheet of an intervention. */
export type DangerSheet = Extract<Sheet, { is: 'intervention' }>;

/** Whom or which place something is about. */
export interface About {
  person?: Pointed;
  site?: Pointed;
}

/** What is half-typed of a danger in this draft, be it its own or a contact's. */
function begunIn({ sheet, form }: Kept): { at?: number; person?: Pointed } | undefined {
  if (sheet.is === 'intervention') return form as { at?: number; person?: Pointed };
  const contact = form as { isInDanger?: boolean; danger?: { at: number }; person?: Pointed };
  const isIn = sheet.is === 'contact' && contact.isInDanger && contact.danger;
  return isIn ? { at: isIn.at, person: contact.person } : undefined;
}

/** A danger that began longer ago is over: what is half-typed of it is offered, but not put before anything. */
const LASTS_MS = 3 * 3_600_000;
/** Help waits no longer than this for the store to say what was begun. */
const PATIENCE_MS = 700;

/**
 * The intervention, over whatever is open: begun by SOS, and found again as it was after the phone locked
 * itself during the call. What lies below stays as it is.
 */
export class Danger {
  sheet = $state.raw<DangerSheet>();
  readonly #phone: Phone;
  /** What is on the screen, the sheet after the page below it. */
  #shown: About[] = [];

  constructor(phone: Phone) {
    this.#phone = phone;
  }

  /** A screen says what it is about, for as long as it is shown; the returned function ends it. */
  shows(about: About): () => void {
    this.#shown.push(about);
    return () => (this.#shown = this.#shown.filter((one) => one !== about));
  }

  /** SOS: goes on with what was begun, or begins. */
  async call(): Promise<void> {
    const about = this.#about();
    const begun = await this.#begun(about, PATIENCE_MS);
    if (this.sheet) return;
    if (begun) this.#phone.show(begun);
    else this.begin(about);
  }

  /** Begins a new one, whatever else was begun. */
  begin(about: About = this.#about()): void {
    const asked = { is: 'intervention', ...about } as const;
    this.sheet = { ...asked, draft: draftName(asked, Date.now()) };
  }

  /** After the lock: what was begun and neither saved nor thrown away is there again. */
  async goOn(): Promise<void> {
    const begun = await this.#begun();
    if (begun && !this.sheet && this.#phone.session?.state === 'open') this.#phone.show(begun);
  }

  #about(): About {
    const about: About = {};
    for (const { person, site } of this.#shown) {
      about.person = person ?? about.person;
      about.site = site ?? about.site;
    }
    return about;
  }

  async #begun({ person }: About = {}, patience?: number): Promise<Sheet | undefined> {
    const late = new Promise<Draft[]>((none) => patience && setTimeout(() => none([]), patience));
    for (const { body } of await Promise.race([this.#drafts(), late])) {
      const form = isKept(body) && begunIn(body);
      if (!form) continue;
      const isOld = Date.now() - (form.at ?? 0) > LASTS_MS;
      const isOthers = person && form.person && form.person.id !== person.id;
      if (!isOld && !isOthers) return body.sheet;
    }
    return undefined;
  }

  /** Newest first. */
  async #drafts(): Promise<Draft[]> {
    await this.#phone.drafts.flush();
    return this.#phone.backend.call('draft.list', {}).catch(() => []);
  }
}
