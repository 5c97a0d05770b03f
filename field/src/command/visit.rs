//! Visits to sites.

use latarnia_core::clock::Moment;
use latarnia_core::id::VisitId;
use latarnia_core::record::Visit;
use latarnia_core::store::draft;
use latarnia_core::store::pen::Place;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::contact::scope_of;
use crate::FieldApp;
use crate::error::CallError;

/// A visit. `at` is now if absent.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct RecordVisit {
    /// The visit.
    pub visit: Visit,
    /// The half-typed form this was.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
}

/// What was saved.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct VisitRecorded {
    /// The visit.
    pub id: VisitId,
}

/// Saves a visit.
pub fn record(app: &FieldApp, input: RecordVisit) -> Result<VisitRecorded, CallError> {
    let mut visit = input.visit;
    let id = app.new_id();
    app.write(|pen| {
        visit.at = visit.at.or(Some(Moment::utc(pen.now)));
        let scope = scope_of(pen, visit.site, visit.outing, None)?;
        pen.create(Place { id, scope, subject: None }, &visit)?;
        input.draft.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))
    })?;
    Ok(VisitRecorded { id: id.into() })
}
