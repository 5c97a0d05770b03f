//! What one person agreed to, purpose by purpose.

use serde::Serialize;
use ts_rs::TS;

use super::Look;
use crate::error::Result;
use crate::id::{ConsentId, PersonId};
use crate::record::{Consent, Kind};
use crate::store::kin;
use crate::store::registry::Query;

/// One consent or refusal.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsentRow {
    /// Which.
    pub id: ConsentId,
    /// What was said.
    pub consent: Consent,
}

/// What one person said, the last first.
pub fn consents_of(look: &Look<'_>, person: PersonId) -> Result<Vec<ConsentRow>> {
    let subjects = kin::group(look.db, person.into())?.into_iter().map(PersonId::from).collect();
    let all = Query { kinds: vec![Kind::Consent], subjects, ..Query::default() };
    let mut list = Vec::new();
    for row in look.rows(&all)? {
        list.push(ConsentRow { id: row.id.into(), consent: row.read()? });
    }
    list.sort_by_key(|row| std::cmp::Reverse((row.consent.on, row.id)));
    Ok(list)
}
