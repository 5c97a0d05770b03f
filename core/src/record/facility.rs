//! A shelter, a kitchen, a service point; on the phone even without a network. Fields after DOMAIN B.4.

use super::field::{FieldSpec, FieldType, Sensitivity, code, flag, integer, moment, text};
use super::{Code, Position, code_lists, record};
use crate::clock::Moment;

/// A facility's address is public: the one position nobody has to hide.
const PUBLIC_POSITION: FieldSpec =
    FieldSpec { ty: FieldType::Position, sensitivity: Sensitivity::Plain, ..flag() };

record! {
    /// A place that helps.
    Facility: Living {
        /// Its name.
        name: String = text(160).required(),
        /// What kind, and with it the rung of the ladder.
        category: Code = code("facility_type").required(),
        /// The address.
        address: String = text(200),
        /// Where it is.
        position: Position = PUBLIC_POSITION,
        /// The telephone number.
        phone: String = text(40),
        /// When it is open.
        hours: String = text(200),
        /// Beds in all.
        beds: i64 = integer(0, 5000),
        /// Free places …
        free_places: i64 = integer(0, 5000),
        /// … as of.
        free_as_of: Moment = moment(),
        /// Who is let in.
        admits: String = text(500),
        /// Care is given.
        care: bool = flag(),
        /// It costs something.
        paid: bool = flag(),
        /// Women.
        women: bool = flag(),
        /// Men.
        men: bool = flag(),
        /// Families.
        families: bool = flag(),
        /// Animals.
        animals: bool = flag(),
    }
}

impl Facility {
    /// Can somebody sleep in a facility of this kind? Of a kind this version does not know nobody says so.
    pub fn is_overnight(category: &Code) -> bool {
        let kinds = code_lists().get("facility_type").into_iter().flat_map(|list| &list.entries);
        kinds.into_iter().any(|kind| kind.overnight && category == kind.key.as_str())
    }
}
