//! A contact: one entry of the karta kontaktu, saved in two taps and without a name. Fields after DOMAIN B.4.

use super::field::{code, date, flag, integer, moment, position, reference, sound, text, unanswered};
use super::{Code, Date, FieldError, Form, Position, Sound, one_of, record};
use crate::clock::Moment;
use crate::id::{OutingId, PersonId, SiteId, VisitId};

record! {
    /// One contact, with a known person or with somebody seen.
    Contact: Event {
        /// When.
        at: Moment = moment().required(),
        /// Met, only seen, traces, nobody, refused, by phone …
        kind: Code = code("contact_kind").required(),
        /// With whom, if known.
        person: PersonId = reference(),
        /// At which site.
        site: SiteId = reference(),
        /// During which visit.
        visit: VisitId = reference(),
        /// On which outing.
        outing: OutingId = reference(),
        /// Where, when it was at no site.
        position: Position = position(),
        /// People without a record of their own in this contact.
        heads: i64 = integer(0, 500),
        /// Sex guessed, of somebody without a record.
        seen_sex: Code = code("sex"),
        /// Age guessed, of somebody without a record.
        seen_age: Code = code("age_band"),
        /// What made them recognisable.
        seen_as: String = text(300).personal(),
        /// Phase of streetworking.
        phase: Code = code("contact_phase"),
        /// Who came to whom.
        initiated_by: Code = code("initiated_by"),
        /// Engagement, 1 low to 5 high.
        engagement: i64 = integer(1, 5),
        /// What is needed.
        needs: Vec<Code> = code("need").many(),
        /// Prevention, intervention, integration.
        tag: Code = code("tag"),
        /// Which of the assistant's roles.
        role: Code = code("assistant_role"),
        /// Agreed or refused.
        agreement: Code = code("agreement"),
        /// Where the person lives now (ETHOS Light).
        living: Code = code("ethos_light"),
        /// Where exactly in the Polish order of places.
        living_place: Code = code("living_place"),
        /// The person was lying down to sleep.
        bedded_down: bool = flag(),
        /// Seen by the crew or told.
        living_source: Code = code("living_source"),
        /// What was refused; a refusal closes nothing.
        refused: Vec<Code> = code("refused_thing").many(),
        /// What was asked and got no answer, each with why: `field:missing_answer`. Blank is no answer.
        unanswered: Vec<String> = unanswered().many(),
        /// What was said and seen.
        note: String = text(8000).special(),
        /// The same, said aloud.
        voice: Sound = sound(),
        /// What succeeded, in words that may be shown to the person.
        success: String = text(300).personal(),
        /// What comes next.
        next_step: String = text(300).personal(),
        /// And when.
        next_step_on: Date = date(),
    }
    /// One of `person`, `site` and `heads` is there.
    rule someone_somewhere;
}

fn someone_somewhere(form: &Form) -> Option<FieldError> {
    one_of(form, &["person", "site", "heads"])
}
