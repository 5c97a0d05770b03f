//! What an event said before it was corrected, and who corrected it when.

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use super::{Look, worker_names};
use crate::clock::Millis;
use crate::error::{OrNotFound, Result};
use crate::id::RecordId;
use crate::op::Change;
use crate::record::Form;
use crate::store::log;
use crate::store::registry::row;

/// One version of an event.
#[derive(Clone, Debug, Serialize, TS)]
pub struct EventVersion {
    /// When it was written, set right if the writer's clock was wrong.
    pub at: Millis,
    /// Who wrote it.
    pub author: String,
    /// The whole form, as far as the reader may see it.
    #[ts(type = "Record<string, unknown>")]
    pub form: Form,
    /// The fields that differ from the version before.
    pub changed: Vec<String>,
    /// Why the event was withdrawn, if this is its withdrawal; the form is the last one then.
    pub withdrawn: Option<String>,
}

/// Every version of an event this device holds, newest first. What was erased is not among them.
///
/// # Errors
/// [`crate::Error::NotFound`] if there is no such event that the reader may see.
pub fn versions(look: &Look<'_>, id: RecordId) -> Result<Vec<EventVersion>> {
    let shown = row(look.db, id)?.and_then(|row| look.shown(row)).or_not_found(id)?;
    let names = worker_names(look.db)?;
    let mut entries = log::of_record(look.db, id)?;
    entries.sort_by_key(|entry| (entry.merge_time(), entry.id));
    let mut versions: Vec<EventVersion> = Vec::new();
    for entry in entries {
        let before = versions.last().map(|version| version.form.clone()).unwrap_or_default();
        let (form, withdrawn) = match entry.op.change {
            Change::Event { mut form } | Change::Amend { mut form, .. } => {
                look.reader.redact(shown.kind, &mut form);
                (form, None)
            }
            Change::Void { reason } => (before.clone(), Some(reason)),
            _ => continue,
        };
        versions.push(EventVersion {
            at: entry.op.at.millis(),
            author: names.get(&entry.op.author).cloned().unwrap_or_default(),
            changed: if versions.is_empty() { Vec::new() } else { differing(&before, &form) },
            form,
            withdrawn,
        });
    }
    versions.reverse();
    Ok(versions)
}

fn differing(before: &Form, after: &Form) -> Vec<String> {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let value = |form: &Form, name: &str| form.get(name).cloned().unwrap_or(Value::Null);
    names.into_iter().filter(|name| value(before, name) != value(after, name)).cloned().collect()
}
