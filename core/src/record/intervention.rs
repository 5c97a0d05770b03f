//! An intervention in danger to life or health; times are stamped by taps. Fields after DOMAIN B.4.

use super::field::{code, date, flag, moment, position, reference, sound, text};
use super::{Code, Date, Position, Sound, record};
use crate::clock::Moment;
use crate::id::{ContactId, OutingId, PersonId, SiteId};

record! {
    /// One intervention.
    Intervention: Event {
        /// When it began.
        at: Moment = moment().required(),
        /// The danger.
        reason: Code = code("intervention_reason").required(),
        /// What was done.
        done: String = text(4000).special(),
        /// The same, said aloud.
        voice: Sound = sound(),
        /// For whom, if known.
        person: PersonId = reference(),
        /// At which site.
        site: SiteId = reference(),
        /// Within which contact.
        contact: ContactId = reference(),
        /// On which outing.
        outing: OutingId = reference(),
        /// Where, taken once.
        position: Position = position(),
        /// Which services were called.
        services: Vec<Code> = code("emergency_service").many(),
        /// When they were called.
        called_at: Moment = moment(),
        /// When they came.
        arrived_at: Moment = moment(),
        /// When the person was handed over.
        handed_over_at: Moment = moment(),
        /// To whom.
        handed_over_to: String = text(200),
        /// To which hospital.
        hospital: String = text(200).special(),
        /// How long the crew stayed.
        waited_until: Moment = moment(),
        /// The person refused help.
        refused_help: bool = flag(),
        /// Who saw the refusal.
        witness: String = text(200).personal(),
        /// When to look again.
        follow_up_on: Date = date(),
    }
}
