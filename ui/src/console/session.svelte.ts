import { backend, onSignedOut, refusalCode, type Me } from './backend';

/** `asking` not known yet · `out` nobody · `in` somebody · `expired` somebody whose time ran out. */
export type SessionState = 'asking' | 'out' | 'in' | 'expired' | 'unreachable';

/** Who is signed in. An expired session keeps the page behind the sign-in, with what was typed there. */
export class Session {
  state = $state<SessionState>('asking');
  me = $state.raw<Me>();

  constructor() {
    onSignedOut(() => this.#lost());
  }

  /** Asks the server who this browser is. */
  async ask(): Promise<void> {
    this.state = 'asking';
    try {
      this.#enter(await backend.me());
    } catch (reason) {
      this.state = refusalCode(reason) === 'unauthenticated' ? 'out' : 'unreachable';
    }
  }

  /** Rejects with a `Refusal` when name and password are not accepted. */
  async signIn(name: string, password: string): Promise<void> {
    this.#enter(await backend.signIn(name, password));
  }

  /** The page forgets everything, whether the server could be reached or not. */
  async signOut(): Promise<void> {
    try {
      await backend.signOut();
    } finally {
      this.me = undefined;
      this.state = 'out';
    }
  }

  #enter(me: Me): void {
    this.me = me;
    this.state = 'in';
  }

  #lost(): void {
    this.state = this.me ? 'expired' : 'out';
  }
}
