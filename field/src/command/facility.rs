//! Facilities: on the phone even without a network.

use latarnia_core::id::FacilityId;
use latarnia_core::record::{Facility, Kind};
use latarnia_core::store::registry::{Query, rows};
use serde::Serialize;
use ts_rs::TS;

use super::Nothing;
use crate::FieldApp;
use crate::error::CallError;

/// One facility.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FacilityRow {
    /// Which.
    pub id: FacilityId,
    /// All that is known.
    pub facility: Facility,
}

/// Every facility, by name.
pub fn list(app: &FieldApp, _: Nothing) -> Result<Vec<FacilityRow>, CallError> {
    app.look(None, |look| {
        let all = Query { kinds: vec![Kind::Facility], ..Query::default() };
        let read = |row: &latarnia_core::store::registry::Row| {
            Ok(FacilityRow { id: row.id.into(), facility: row.read()? })
        };
        let mut list = rows(look.db, &all)?.iter().map(read).collect::<latarnia_core::Result<Vec<_>>>()?;
        list.sort_by(|a, b| a.facility.name.cmp(&b.facility.name));
        Ok(list)
    })
}
