//! Half-typed forms.

use latarnia_core::store::draft::{self, Draft};
use serde::Deserialize;
use serde_json::Value;
use ts_rs::TS;

use super::Nothing;
use crate::FieldApp;
use crate::error::CallError;

/// A half-typed form to keep; screens send it at most two seconds after the last key.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct KeepDraft {
    /// Which form, of which record.
    pub form: String,
    /// What was typed.
    #[ts(type = "unknown")]
    pub body: Value,
}

/// Which form.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct WhichDraft {
    /// Its name, as kept.
    pub form: String,
}

/// Keeps a half-typed form.
pub fn keep(app: &FieldApp, input: KeepDraft) -> Result<Nothing, CallError> {
    app.write(|pen| draft::keep(pen.db, &Draft { form: input.form, body: input.body, written: pen.now }))?;
    Ok(Nothing {})
}

/// One half-typed form.
pub fn show(app: &FieldApp, input: WhichDraft) -> Result<Option<Draft>, CallError> {
    app.look(None, |look| draft::get(look.db, &input.form))
}

/// Every half-typed form, newest first.
pub fn list(app: &FieldApp, _: Nothing) -> Result<Vec<Draft>, CallError> {
    app.look(None, |look| draft::all(look.db))
}

/// Throws a half-typed form away.
pub fn discard(app: &FieldApp, input: WhichDraft) -> Result<Nothing, CallError> {
    app.write(|pen| draft::discard(pen.db, &input.form))?;
    Ok(Nothing {})
}
