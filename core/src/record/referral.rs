//! A referral ("skierowanie"): somebody is sent to a facility or partner, and what came of it. Fields after
//! DOMAIN B.4. The stay is voluntary (art. 48a): to a shelter nobody is sent without having agreed.

use super::field::{code, date, flag, moment, reference, text};
use super::{Code, Date, FieldError, Form, Problem, one_of, record};
use crate::clock::Moment;
use crate::id::{ContactId, FacilityId, OutingId, PersonId, SiteId};

record! {
    /// One referral.
    Referral: Living {
        /// When.
        at: Moment = moment().required(),
        /// Who is sent.
        person: PersonId = reference(),
        /// The contact at which it was agreed, for somebody without a record.
        contact: ContactId = reference(),
        /// The facility, if it is in the directory.
        facility: FacilityId = reference(),
        /// Where to, in words.
        partner: String = text(200),
        /// The person agreed to go there.
        consent: bool = flag(),
        /// How the person agreed.
        consent_how: Code = code("consent_how"),
        /// On which outing.
        outing: OutingId = reference(),
        /// Where the person was.
        site: SiteId = reference(),
        /// The crew brought the person there.
        brought: bool = flag(),
        /// Admitted, refused by whom, did not arrive.
        result: Code = code("referral_result").important(),
        /// Why the facility refused.
        refusal: Code = code("refusal_reason").special(),
        /// The day of the result.
        result_on: Date = date(),
        /// The day the stay ended.
        left_on: Date = date().personal(),
        /// Anything else.
        note: String = text(2000).special(),
    }
    /// `consent` is true; one of `person` and `contact`, and one of `facility` and `partner`, are there.
    rule agreed;
}

fn agreed(form: &Form) -> Option<FieldError> {
    let nobody_nowhere =
        || one_of(form, &["person", "contact"]).or_else(|| one_of(form, &["facility", "partner"]));
    let consent = form.get("consent").and_then(serde_json::Value::as_bool).unwrap_or_default();
    if consent { nobody_nowhere() } else { Some(FieldError::new("consent", Problem::Missing)) }
}
