//! Referrals of one person, and with them the ladder: from a warm room to a home of one's own; and who is on none of it.

use serde::Serialize;
use ts_rs::TS;

use super::Look;
use crate::clock::Millis;
use crate::error::Result;
use crate::id::{PersonId, RecordId, ReferralId};
use crate::record::{Code, Facility, Kind, Referral};
use crate::store::kin;
use crate::store::registry::{Query, Row};

/// One referral with what is known of where to.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferralRow {
    /// Which.
    pub id: ReferralId,
    /// The referral.
    pub referral: Referral,
    /// When.
    pub at: Millis,
    /// The facility's name.
    pub facility_name: Option<String>,
    /// What kind of facility, and with it the rung.
    pub category: Option<Code>,
    /// Something of it is not on the server.
    pub unsent: bool,
}

/// The referrals of one person, the last first.
pub fn referrals_of(look: &Look<'_>, person: PersonId) -> Result<Vec<ReferralRow>> {
    let subjects = kin::group(look.db, person.into())?.into_iter().map(PersonId::from).collect();
    let all = Query { kinds: vec![Kind::Referral], subjects, ..Query::default() };
    look.rows(&all)?.iter().map(|row| to_row(look, row)).collect()
}

/// Has somebody a place to sleep in a facility: was she let in somewhere, and has not left?
pub(super) fn has_stay(look: &Look<'_>, person: RecordId) -> Result<bool> {
    let is_stay = |row: &ReferralRow| {
        let admitted = row.referral.result.as_ref().is_some_and(|result| result == "admitted");
        admitted
            && row.referral.left_on.is_none()
            && row.category.as_ref().is_some_and(Facility::is_overnight)
    };
    Ok(referrals_of(look, person.into())?.iter().any(is_stay))
}

pub(super) fn to_row(look: &Look<'_>, row: &Row) -> Result<ReferralRow> {
    let referral: Referral = row.read()?;
    let facility = match referral.facility {
        Some(facility) => look.row(facility.into(), Kind::Facility)?,
        None => None,
    };
    let text = |field: &str| facility.as_ref()?.doc.get(field)?.as_str();
    Ok(ReferralRow {
        id: row.id.into(),
        at: row.occurred,
        facility_name: text("name").map(str::to_owned).or_else(|| referral.partner.clone()),
        category: text("category").map(Code::from),
        unsent: row.unsent,
        referral,
    })
}
