//! A member of staff, as colleagues see one: a name and where they work. Sign-in data is elsewhere.

use super::field::{flag, reference, text};
use super::record;
use crate::id::AreaId;

record! {
    /// A member of the centre's staff.
    Worker: Living {
        /// First and last name.
        name: String = text(120).required(),
        /// Areas they work in.
        areas: Vec<AreaId> = reference().many(),
        /// Goes on no outings: takes part in counts alone, or looks after accounts.
        no_outings: bool = flag(),
        /// No longer with the centre.
        left: bool = flag(),
    }
}
