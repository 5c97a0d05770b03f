//! A report from the public ("zgłoszenie"): somebody saw somebody who sleeps outside. Who reported it is not
//! in it: that stays at the centre. The visits that answer it say what was found ([`super::Visit::report`]).

use super::field::{code, integer, moment, position, reference, text};
use super::{Code, FieldError, Form, Position, one_of, record};
use crate::clock::Moment;
use crate::id::{OutingId, SiteId};

record! {
    /// One report.
    Report: Living {
        /// When it came.
        at: Moment = moment().required(),
        /// Where, in words.
        place: String = text(500).exact_place(),
        /// Where, on the map.
        position: Position = position(),
        /// The site it turned out to be.
        site: SiteId = reference(),
        /// How many people were seen.
        heads: i64 = integer(0, 500),
        /// What was seen.
        seen: String = text(1000).personal(),
        /// Somebody may be in danger.
        danger: Code = code("report_danger"),
        /// The outing it was given to.
        outing: OutingId = reference(),
        /// When it is to be answered.
        answer_by: Moment = moment(),
        /// It needs no more looking for.
        closed: Moment = moment(),
    }
    /// One of `place`, `position` and `site` is there.
    rule somewhere;
}

fn somewhere(form: &Form) -> Option<FieldError> {
    one_of(form, &["place", "position", "site"])
}
