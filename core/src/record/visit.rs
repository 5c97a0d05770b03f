//! A visit to a site; "nobody there" is a result. Fields after DOMAIN B.4.

use super::field::{code, date, integer, moment, photo, reference, text};
use super::{Code, Date, MAX_PHOTOS, Photo, record};
use crate::clock::Moment;
use crate::id::{OutingId, ReportId, SiteId};

record! {
    /// One visit to one site.
    Visit: Event {
        /// The site.
        site: SiteId = reference().required(),
        /// When.
        at: Moment = moment().required(),
        /// People met, traces only, empty, no access, gone.
        result: Code = code("visit_result").required(),
        /// On which outing.
        outing: OutingId = reference(),
        /// The report from the public it answers …
        report: ReportId = reference(),
        /// … and the answer: found, not found, already known.
        answer: Code = code("report_result"),
        /// Heads counted.
        heads: i64 = integer(0, 500),
        /// Heads guessed.
        band: Code = code("head_band"),
        /// How the place is set up.
        setup: String = text(1000).exact_place(),
        /// What is needed there.
        needs: Vec<Code> = code("need").many(),
        /// When to come again.
        next_visit: Date = date(),
        /// Pictures of the place, never of people.
        photos: Vec<Photo> = photo().up_to(MAX_PHOTOS),
        /// Anything else.
        note: String = text(4000).personal(),
    }
}
