import { backend, type DeviceRow, type Enrolment } from '../backend';
import { enrolledSince } from './words';

/** `choosing` whose phone · `waiting` for the code to be used · `used` · `expired` unused. */
export type EnrolState = 'choosing' | 'waiting' | 'used' | 'expired';

const TICK = 1000;
const POLL_EVERY = 3;

/** One code from its making to its end. */
export class Enrolling {
  state = $state<EnrolState>('choosing');
  code = $state.raw<Enrolment>();
  /** The phone that used the code. */
  device = $state.raw<DeviceRow>();
  failed = $state.raw<unknown>();
  working = $state(false);
  /** Milliseconds until the code is worth nothing. */
  left = $state(0);
  #worker = '';
  #known: readonly string[] = [];

  /** Asks for a code; the phones there are already are not the one waited for. */
  async make(worker: string, devices: readonly DeviceRow[]): Promise<void> {
    this.working = true;
    this.failed = undefined;
    this.#worker = worker;
    this.#known = devices.map((device) => device.id);
    try {
      this.code = await backend.enrol(worker);
      this.left = this.code.expires - Date.now();
      this.state = 'waiting';
    } catch (reason) {
      this.failed = reason;
      this.state = 'choosing';
    } finally {
      this.working = false;
    }
  }

  /** Looks whether a new phone of that worker is there. */
  look(devices: readonly DeviceRow[]): void {
    if (this.state !== 'waiting') return;
    const device = enrolledSince(devices, this.#worker, this.#known);
    if (!device) return;
    this.device = device;
    this.state = 'used';
  }

  /** Counts down, and has the phones asked for now and then, until the returned function is called. */
  watch(poll: () => void): () => void {
    let ticks = 0;
    const timer = setInterval(() => {
      if (this.state !== 'waiting' || !this.code) return;
      this.left = this.code.expires - Date.now();
      if (this.left <= 0) this.state = 'expired';
      else if (++ticks % POLL_EVERY === 0) poll();
    }, TICK);
    return () => clearInterval(timer);
  }
}
