//! Something given or done: tea, a sleeping bag, a ride, a letter. Fields after DOMAIN B.4.

use super::field::{code, date, integer, moment, reference, text};
use super::{Code, Date, FieldError, Form, one_of, record};
use crate::clock::Moment;
use crate::id::{ContactId, OutingId, PersonId, SiteId};

record! {
    /// One thing given or done, within a contact or for a person.
    Action: Event {
        /// What.
        kind: Code = code("action_kind").required(),
        /// When.
        at: Moment = moment().required(),
        /// Within which contact.
        contact: ContactId = reference(),
        /// For whom.
        person: PersonId = reference(),
        /// At which site.
        site: SiteId = reference(),
        /// On which outing.
        outing: OutingId = reference(),
        /// How many pieces or portions.
        quantity: i64 = integer(1, 1000),
        /// Which thing exactly.
        item: String = text(120),
        /// Who gave it, if not the crew.
        provider: String = text(120),
        /// Which kind of consultation.
        consultation: Code = code("consultation_kind").special(),
        /// Alone, in a group, with the family.
        mode: Code = code("consultation_mode"),
        /// At which office, surgery or partner.
        institution: String = text(200).special(),
        /// In which matter.
        matter: String = text(300).special(),
        /// In which of the assistant's roles.
        role: Code = code("assistant_role"),
        /// When it goes on.
        next_on: Date = date(),
        /// What came of it.
        result: String = text(500).personal(),
    }
    /// One of `contact` and `person` is there.
    rule for_someone;
}

fn for_someone(form: &Form) -> Option<FieldError> {
    one_of(form, &["contact", "person"])
}
