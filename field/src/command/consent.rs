//! Consents by purpose: said, refused, taken back.

use latarnia_core::id::ConsentId;
use latarnia_core::record::{Consent, Date};
use latarnia_core::store::draft;
use latarnia_core::store::pen::Place;
use latarnia_core::view::{self, ConsentRow};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::Nothing;
use super::contact::scope_of;
use super::referral::OfPerson;
use crate::FieldApp;
use crate::error::CallError;

/// What somebody said.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct RecordConsent {
    /// The consent or refusal.
    pub consent: Consent,
    /// The half-typed form this was.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
}

/// What was written down.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct ConsentRecorded {
    /// The consent or refusal.
    pub id: ConsentId,
}

/// A consent somebody takes back.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct WithdrawConsent {
    /// Which.
    pub id: ConsentId,
    /// The day; absent if it is not taken back after all.
    pub on: Option<Date>,
}

/// What one person said, purpose by purpose, the last first.
pub fn list(app: &FieldApp, input: OfPerson) -> Result<Vec<ConsentRow>, CallError> {
    app.look(None, |look| view::consents_of(look, input.person))
}

/// Writes down what somebody said.
pub fn record(app: &FieldApp, input: RecordConsent) -> Result<ConsentRecorded, CallError> {
    let id = app.new_id();
    let consent = input.consent;
    app.write(|pen| {
        let scope = scope_of(pen, None, None, consent.person)?;
        pen.create(Place { id, scope, subject: consent.person }, &consent)?;
        input.draft.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))
    })?;
    Ok(ConsentRecorded { id: id.into() })
}

/// Takes a consent back; what was said before stays readable.
pub fn withdraw(app: &FieldApp, input: WithdrawConsent) -> Result<Nothing, CallError> {
    let form = serde_json::from_value(json!({ "withdrawn_on": input.on })).map_err(CallError::bad_output)?;
    app.write(|pen| pen.edit(input.id.into(), &form))?;
    Ok(Nothing {})
}
