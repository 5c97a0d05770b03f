//! A sleeping site ("miejsce niemieszkalne"). Fields after DOMAIN B.4.

use super::field::{code, flag, integer, moment, photo, position, reference, text};
use super::{Code, FieldError, Form, MAX_PHOTOS, Photo, Position, one_of, record};
use crate::clock::Moment;
use crate::id::RecordId;

record! {
    /// A place where people sleep that is no dwelling.
    Site: Living {
        /// What kind of place.
        category: Code = code("site_type").required(),
        /// The name the team uses.
        name: String = text(120),
        /// Exactly where.
        position: Position = position().important(),
        /// Where, in words.
        description: String = text(2000).exact_place(),
        /// How to get in.
        access: String = text(1000).exact_place(),
        /// What can hurt the crew.
        hazards: Vec<Code> = code("site_hazard").many(),
        /// Who owns or manages it.
        owner: String = text(200),
        /// In use, empty, closed, unknown.
        state: Code = code("site_state").important(),
        /// People thought to sleep there.
        people: i64 = integer(0, 500),
        /// Days between visits; 30 if absent.
        visit_interval: i64 = integer(1, 365),
        /// People here are at risk in frost.
        frost_risk: bool = flag(),
        /// When the team first knew of it.
        first_seen: Moment = moment(),
        /// When it was closed.
        closed: Moment = moment(),
        /// The season it is used in.
        season: Code = code("season"),
        /// Records a supervisor looked at beside this one: they are other sites.
        not_same: Vec<RecordId> = reference().many(),
        /// Pictures of the way in and the place, never of people.
        photos: Vec<Photo> = photo().up_to(MAX_PHOTOS),
    }
    /// One of `position` and `description` is there.
    rule somewhere;
}

/// Days between visits where the site says nothing else: the map is renewed monthly.
pub const VISIT_INTERVAL_DAYS: i64 = 30;

fn somewhere(form: &Form) -> Option<FieldError> {
    one_of(form, &["position", "description"])
}
