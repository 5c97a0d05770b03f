//! What is done to any event, whatever its kind: correct it, read its versions; and take back what was
//! saved a moment ago.

use latarnia_core::error::OrNotFound;
use latarnia_core::id::RecordId;
use latarnia_core::record::{Form, Kind, Shape};
use latarnia_core::store::pen::Pen;
use latarnia_core::store::registry::{self, Query, Row};
use latarnia_core::store::{draft, log};
use latarnia_core::view::{self, EventVersion};
use serde::Deserialize;
use serde_json::Value;
use ts_rs::TS;

use super::{Nothing, contact, task};
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

/// An event that never was, or not as it stands.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct VoidEvent {
    /// Which.
    pub id: RecordId,
    /// Why, as it is kept.
    pub reason: String,
    /// The half-typed form this was.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
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

/// Corrects an event, and the task it left; the old version stays readable. Saying the same again writes nothing.
pub fn amend(app: &FieldApp, input: AmendEvent) -> Result<Nothing, CallError> {
    let fresh = app.new_id();
    app.write(|pen| {
        let row = standing(pen, input.id)?;
        let mut form = row.doc.clone();
        for (name, value) in &input.fields {
            match value {
                Value::Null => drop(form.remove(name)),
                value => drop(form.insert(name.clone(), value.clone())),
            }
        }
        if form != row.doc {
            pen.amend(input.id, form.clone())?;
            if form.get("site") != row.doc.get("site") {
                contact::amend_parts(pen, &row, "site", form.get("site"))?;
            }
            task::follow_amended(pen, fresh, &row, form)?;
        }
        input.draft.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))
    })?;
    Ok(Nothing {})
}

/// Withdraws an event: it no longer counts, and stays readable with the reason. What was given and done within it
/// goes with it, and what it left to do.
///
/// # Errors
/// [`Code::NotFound`] if there is none, or it is withdrawn already.
pub fn void(app: &FieldApp, input: VoidEvent) -> Result<Nothing, CallError> {
    app.write(|pen| {
        let row = standing(pen, input.id)?;
        for record in parts(pen, &row)?.into_iter().chain([row.id]) {
            pen.void(record, &input.reason)?;
        }
        input.draft.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))
    })?;
    Ok(Nothing {})
}

/// The event, if it was not withdrawn.
fn standing(pen: &Pen<'_>, id: RecordId) -> latarnia_core::Result<Row> {
    let row = registry::row(pen.db, id)?;
    row.filter(|row| row.kind.shape() == Shape::Event && !row.void).or_not_found(id)
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
            let row = registry::row(pen.db, *id)?.or_not_found(*id)?;
            if !is_fresh(pen, &row)? {
                return Ok(false);
            }
            records.extend(parts(pen, &row)?);
            records.push(row.id);
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

fn is_fresh(pen: &Pen<'_>, row: &Row) -> latarnia_core::Result<bool> {
    let written = log::of_record(pen.db, row.id)?.iter().map(|entry| entry.op.at.millis()).min();
    Ok(row.author == pen.author && written.is_some_and(|at| pen.now.since(at) <= GRACE_MS))
}

/// What its author wrote within an event: what was given and done, and the tasks that left and are still open.
fn parts(pen: &Pen<'_>, event: &Row) -> latarnia_core::Result<Vec<RecordId>> {
    let mut parts = task::left_by(pen, event)?;
    if event.kind == Kind::Contact {
        let within = Query { contact: Some(event.id.into()), ..Query::default() };
        for row in registry::rows(pen.db, &within)?.into_iter().filter(|row| row.kind != Kind::Task) {
            parts.extend(task::left_by(pen, &row)?);
            parts.push(row);
        }
    }
    let own = parts.into_iter().filter(|row| row.author == event.author && row.id != event.id);
    Ok(own.map(|row| row.id).collect())
}

#[cfg(test)]
mod tests {
    use latarnia_core::id::RecordId;
    use latarnia_core::record::Kind;
    use serde_json::{Value, json};

    use crate::testing::{Desk, TODAY};

    fn tasks(desk: &Desk) -> Vec<Value> {
        desk.call("task.list", json!({ "today": TODAY })).as_array().expect("a list").clone()
    }

    #[test]
    fn an_intervention_taken_back_leaves_nobody_to_look_again() {
        let desk = Desk::open();
        let saved = json!({ "reason": "hypothermia", "follow_up_on": "2026-11-27" });
        let made = desk.call("intervention.record", json!({ "intervention": saved }));
        assert_eq!(tasks(&desk).len(), 1);
        desk.call("event.take_back", json!({ "ids": [made["id"]], "reason": "cofnięte" }));
        assert!(tasks(&desk).is_empty());
    }

    #[test]
    fn what_was_given_in_a_contact_goes_where_the_contact_is_corrected_to() {
        let desk = Desk::open();
        let site = |name: &str| {
            let form = json!({ "name": name, "category": "allotment_hut", "description": "druga brama" });
            desk.write(Kind::Site, None, form)
        };
        let (wrong, right) = (site("Altana"), site("Węzeł"));
        let given = json!([{ "kind": "meal", "quantity": 1 }]);
        let danger = json!({ "reason": "hypothermia" });
        let met = json!({ "kind": "met", "site": wrong });
        let contact = json!({ "contact": met, "given": given, "intervention": danger });
        let made = desk.call("contact.record", contact);
        desk.call("event.amend", json!({ "id": made["id"], "fields": { "site": right } }));
        let told = |site: RecordId| {
            let card = desk.call("site.show", json!({ "id": site }));
            let history = card["history"].as_array().expect("a history").clone();
            history.iter().map(|one| one["given"].as_array().map_or(0, Vec::len)).sum::<usize>()
                + history.len()
        };
        assert_eq!((told(wrong), told(right)), (0, 3), "a contact, an intervention, a meal");
    }

    #[test]
    fn a_withdrawn_contact_takes_all_that_was_written_within_it_along() {
        let desk = Desk::open();
        let ela = desk.person("Ela", json!({}));
        let contact = json!({ "kind": "met", "person": ela, "next_step_on": TODAY });
        let within = json!({ "contact": contact, "given": [{ "kind": "meal", "quantity": 1 }],
            "intervention": { "reason": "hypothermia", "follow_up_on": TODAY } });
        let made = desk.call("contact.record", within);
        assert_eq!(tasks(&desk).len(), 2);
        desk.call("event.void", json!({ "id": made["id"], "reason": "inna osoba" }));
        let card = desk.call("person.show", json!({ "id": ela }));
        assert!(tasks(&desk).is_empty());
        let told = card["history"].as_array().expect("a history");
        assert!(told.iter().all(|event| event["void"] == json!(true)), "{told:?}");
    }
}
