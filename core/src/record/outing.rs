//! An outing ("wyjście"): a crew of at least two goes out, and somebody knows when they should be back.
//! Fields after DOMAIN B.4.

use super::field::{code, date, flag, integer, moment, reference, text};
use super::{Code, Date, FieldError, Form, Problem, record};
use crate::clock::Moment;
use crate::id::{AreaId, SiteId, WorkerId};

record! {
    /// A crew's outing.
    Outing: Living {
        /// The evening it belongs to.
        on: Date = date().required(),
        /// When the crew set out, or means to.
        started: Moment = moment().required(),
        /// Nobody has set out yet.
        meant: bool = flag(),
        /// Who goes; two at least, or a reason.
        crew: Vec<WorkerId> = reference().many().required(),
        /// Why someone goes alone.
        alone_reason: String = text(200),
        /// Where the crew works.
        area: AreaId = reference().required(),
        /// When they must be back; past it the console raises the alarm.
        return_by: Moment = moment().important(),
        /// The last time the crew said "we are all right".
        checked_in: Moment = moment(),
        /// When they came back.
        ended: Moment = moment(),
        /// Who goes with them.
        partners: Vec<Code> = code("partner_kind").many(),
        /// Air temperature in °C.
        temperature: i64 = integer(-50, 50),
        /// Sites meant to be visited.
        planned: Vec<SiteId> = reference().many(),
        /// Anything else.
        note: String = text(4000).personal(),
    }
    /// A crew of one says its `alone_reason`.
    rule crew_of_two;
}

fn crew_of_two(form: &Form) -> Option<FieldError> {
    let crew = form.get("crew").and_then(|crew| crew.as_array()).map_or(0, Vec::len);
    let reason = form.get("alone_reason").and_then(|reason| reason.as_str()).unwrap_or_default();
    (crew == 1 && reason.trim().is_empty()).then(|| FieldError::new("crew", Problem::CrewTooSmall))
}
