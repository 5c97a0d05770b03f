/** The form of an intervention, and the record it becomes. */
import type { Intervention, Sound } from '../backend/types';
import { whereFields, type Where } from '../state/place';
import type { Pointed } from '../state/sheet';
import { dayFrom, moment } from '../words/moments';

export interface InterventionForm {
  at: number;
  reason?: string;
  where?: Where;
  person?: Pointed;
  services: string[];
  calledAt?: number;
  arrivedAt?: number;
  handedOverAt?: number;
  waitedUntil?: number;
  handedOverTo: string;
  hospital: string;
  done: string;
  voice?: Sound;
  /** The note by voice is what there was when something ended it. */
  isVoiceCut?: boolean;
  refusedHelp: boolean;
  witness: string;
  followUpOn?: string;
}

/** Somebody looks again the next day unless the crew says otherwise. */
export function blankIntervention(at: number, where?: Where, person?: Pointed): InterventionForm {
  return {
    at,
    where,
    person,
    services: [],
    handedOverTo: '',
    hospital: '',
    done: '',
    refusedHelp: false,
    witness: '',
    followUpOn: dayFrom(at, 1),
  };
}

/** What is saved. */
export function interventionRecord(form: InterventionForm, outing: string | undefined): Intervention {
  const stamp = (at: number | undefined) => (at === undefined ? undefined : moment(at));
  const text = (value: string) => value.trim() || undefined;
  return {
    at: moment(form.at),
    reason: form.reason,
    person: form.person?.id,
    outing,
    ...whereFields(form.where),
    services: form.services.length > 0 ? form.services : undefined,
    called_at: stamp(form.calledAt),
    arrived_at: stamp(form.arrivedAt),
    handed_over_at: stamp(form.handedOverAt),
    waited_until: stamp(form.waitedUntil),
    handed_over_to: text(form.handedOverTo),
    hospital: text(form.hospital),
    done: text(form.done),
    voice: form.voice,
    refused_help: form.refusedHelp || undefined,
    witness: form.refusedHelp ? text(form.witness) : undefined,
    follow_up_on: form.followUpOn,
  };
}
