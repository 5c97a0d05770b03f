//! A consent for one purpose: for what the centre does by law none is needed, and none may stand in the way
//! of help (DOMAIN B.2).

use super::field::{code, date, reference, text};
use super::{Code, Date, record};
use crate::id::{ContactId, PersonId};

record! {
    /// One consent, or its refusal.
    Consent: Living {
        /// Whose.
        person: PersonId = reference().required(),
        /// For what.
        purpose: Code = code("consent_purpose").required(),
        /// Said before a witness, signed, refused.
        how: Code = code("consent_how").required(),
        /// The day.
        on: Date = date().required(),
        /// Who heard it.
        witness: String = text(200).personal(),
        /// To whom or what it is limited.
        scope: String = text(300).personal(),
        /// Until when it holds.
        until: Date = date(),
        /// The day it was taken back.
        withdrawn_on: Date = date().important(),
        /// At which contact.
        contact: ContactId = reference(),
    }
}
