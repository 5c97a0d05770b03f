//! Interventions: reachable from anywhere, saved in a few taps.

use latarnia_core::clock::Moment;
use latarnia_core::id::InterventionId;
use latarnia_core::record::Intervention;
use latarnia_core::store::draft;
use latarnia_core::store::pen::Place;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::contact::scope_of;
use super::task;
use crate::FieldApp;
use crate::error::CallError;

/// An intervention. `at` is now if absent.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct RecordIntervention {
    /// The intervention.
    pub intervention: Intervention,
    /// The half-typed form this was.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
}

/// What was saved.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct InterventionRecorded {
    /// The intervention.
    pub id: InterventionId,
}

/// Saves an intervention, and the task to look again.
pub fn record(app: &FieldApp, input: RecordIntervention) -> Result<InterventionRecorded, CallError> {
    let mut intervention = input.intervention;
    let (id, follow_up) = (app.new_id(), app.new_id());
    app.write(|pen| {
        intervention.at = intervention.at.or(Some(Moment::utc(pen.now)));
        let scope = scope_of(pen, intervention.site, intervention.outing, intervention.person)?;
        pen.create(Place { id, scope, subject: intervention.person }, &intervention)?;
        task::follow_intervention(pen, follow_up, scope, (id.into(), &intervention))?;
        input.draft.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))
    })?;
    Ok(InterventionRecorded { id: id.into() })
}
