//! What is done to any event, whatever its kind: correct it, read its versions; and take back what was
//! saved a moment ago.

use latarnia_core::error::OrNotFound;
use latarnia_core::id::RecordId;
use latarnia_core::record::{Form, Shape};
use latarnia_core::store::pen::Pen;
use latarnia_core::store::registry::{self, Query};
use latarnia_core::store::{draft, log};
use latarnia_core::view::{self, EventVersion};
use serde::Deserialize;
use serde_json::Value;
use ts_rs::TS;

use super::Nothing;
use crate::FieldApp;
use crate::error::{CallError, Code};

/// A correction: only what is to be different.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AmendEvent {
    /// Which event.
    pub id: RecordId,
    /// Field → new value; null clears. Fields that are not named stay as they are.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Form,
    /// The half-typed form this was.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
}

/// Which event.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct WhichEvent {
    /// Its id.
    pub id: RecordId,
}

/// What was saved a moment ago.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct TakeBack {
    /// The records; what was given within a contact goes with it.
    pub ids: Vec<RecordId>,
    /// Why, as it is kept.
    pub reason: String,
}

/// How long after saving something can be taken back without a word: the minute the screens offer it, and
/// time to touch the button.
const GRACE_MS: i64 = 90_000;

/// Corrects an event; the old version stays readable. Saying the same again writes nothing.
pub fn amend(app: &FieldApp, input: AmendEvent) -> Result<Nothing, CallError> {
    app.write(|pen| {
        let row = registry::row(pen.db, input.id)?;
        let row = row.filter(|row| row.kind.shape() == Shape::Event && !row.void).or_not_found(input.id)?;
        let mut form = row.doc.clone();
        for (name, value) in &input.fields {
            match value {
                Value::Null => drop(form.remove(name)),
                value => drop(form.insert(name.clone(), value.clone())),
            }
        }
        if form != row.doc {
            pen.amend(input.id, form)?;
        }
        input.draft.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))
    })?;
    Ok(Nothing {})
}

/// What an event said before it was corrected, newest first.
pub fn versions(app: &FieldApp, input: WhichEvent) -> Result<Vec<EventVersion>, CallError> {
    app.look(None, |look| view::versions(look, input.id))
}

/// Takes back what this worker saved within the last minute, all of it or nothing.
///
/// # Errors
/// [`Code::TooLate`] for older records and those of others.
pub fn take_back(app: &FieldApp, input: TakeBack) -> Result<Nothing, CallError> {
    let fresh = app.write(|pen| {
        let mut records = Vec::new();
        for id in &input.ids {
            if !is_fresh(pen, *id)? {
                return Ok(false);
            }
            records.extend(parts(pen, *id)?);
            records.push(*id);
        }
        for record in records {
            pen.void(record, &input.reason)?;
        }
        Ok(true)
    })?;
    if fresh {
        // An outing that never was rings no alarm.
        app.keep_alarm();
        return Ok(Nothing {});
    }
    Err(CallError::new(Code::TooLate, "only one's own entries of the last minute are taken back"))
}

fn is_fresh(pen: &Pen<'_>, id: RecordId) -> latarnia_core::Result<bool> {
    let row = registry::row(pen.db, id)?.or_not_found(id)?;
    let written = log::of_record(pen.db, id)?.iter().map(|entry| entry.op.at.millis()).min();
    Ok(row.author == pen.author && written.is_some_and(|at| pen.now.since(at) <= GRACE_MS))
}

/// What was given or done within a contact.
fn parts(pen: &Pen<'_>, id: RecordId) -> latarnia_core::Result<Vec<RecordId>> {
    let within = Query { contact: Some(id.into()), ..Query::default() };
    let rows = registry::rows(pen.db, &within)?;
    Ok(rows.into_iter().filter(|row| row.author == pen.author && row.id != id).map(|row| row.id).collect())
}
