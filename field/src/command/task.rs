//! Tasks: what is to be done, ticked off where it is done.

use latarnia_core::clock::Moment;
use latarnia_core::id::{ContactId, InterventionId, PersonId, RecordId, TaskId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Contact, Date, Form, Intervention, Kind, Record as _, Task};
use latarnia_core::store::draft;
use latarnia_core::store::pen::{Pen, Place};
use latarnia_core::store::registry::{self, Query, Row};
use latarnia_core::view::{self, TaskRow};
use serde::Deserialize;
use serde_json::{Value, json};
use ts_rs::TS;

use super::contact::scope_of;
use crate::FieldApp;
use crate::error::CallError;

/// The day, as the wall clock of the phone's owner says it.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct OnDay {
    /// Today.
    pub today: Date,
}

/// One person, on a day.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct PersonOnDay {
    /// Who.
    pub person: PersonId,
    /// Today.
    pub today: Date,
}

/// A new task. Without a state it is open.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AddTask {
    /// The task.
    pub task: Task,
    /// Today.
    pub today: Date,
    /// The half-typed form this was.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
}

/// Changed fields of a task.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct EditTask {
    /// Which.
    pub id: TaskId,
    /// Field → new value; null clears. A state other than open stamps the time it ended.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Form,
    /// Today.
    pub today: Date,
}

/// Open tasks: the worker's own and the crew's.
pub fn list(app: &FieldApp, input: OnDay) -> Result<Vec<TaskRow>, CallError> {
    app.look(None, |look| view::open_tasks(look, input.today))
}

/// Every task for one person.
pub fn of_person(app: &FieldApp, input: PersonOnDay) -> Result<Vec<TaskRow>, CallError> {
    app.look(None, |look| view::tasks_for(look, input.person, input.today))
}

/// A new task.
pub fn add(app: &FieldApp, input: AddTask) -> Result<TaskRow, CallError> {
    let id = app.new_id();
    let task = Task { state: input.task.state.clone().or_else(open), ..input.task };
    app.write(|pen| {
        let scope = scope_of(pen, task.site, None, task.person)?;
        pen.create(Place { id, scope, subject: task.person }, &task)?;
        input.draft.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))
    })?;
    app.look(None, |look| view::task_row(look, id.into(), input.today))
}

/// Changes a task: done, given up, another day, another word.
pub fn edit(app: &FieldApp, input: EditTask) -> Result<TaskRow, CallError> {
    let mut fields = input.fields;
    app.write(|pen| {
        if let Some(state) = fields.get("state") {
            let ended = (state != "open").then(|| Moment::utc(pen.now));
            fields.insert("ended".to_owned(), json!(ended));
        }
        pen.edit(input.id.into(), &fields)
    })?;
    app.look(None, |look| view::task_row(look, input.id, input.today))
}

fn open() -> Option<Code> {
    Some(Code::from("open"))
}

/// What a contact promises for a day becomes a task of the worker who promised it.
pub(super) fn follow_contact(
    pen: &Pen<'_>,
    id: RecordId,
    scope: Scope,
    (contact_id, contact): (ContactId, &Contact),
) -> latarnia_core::Result<()> {
    let Some(due) = contact.next_step_on else { return Ok(()) };
    let task = Task {
        what: contact.next_step.clone(),
        due: Some(due),
        kind: Some(Code::from("follow_up")),
        state: open(),
        worker: Some(pen.author),
        person: contact.person,
        site: contact.site,
        contact: Some(contact_id),
        ..Task::default()
    };
    pen.create(Place { id, scope, subject: contact.person }, &task)
}

/// After an intervention somebody looks again: whichever crew is out that day.
pub(super) fn follow_intervention(
    pen: &Pen<'_>,
    id: RecordId,
    scope: Scope,
    (intervention_id, intervention): (InterventionId, &Intervention),
) -> latarnia_core::Result<()> {
    let Some(due) = intervention.follow_up_on else { return Ok(()) };
    let task = Task {
        due: Some(due),
        kind: Some(Code::from("follow_up")),
        state: open(),
        person: intervention.person,
        site: intervention.site,
        contact: intervention.contact,
        intervention: Some(intervention_id),
        ..Task::default()
    };
    pen.create(Place { id, scope, subject: intervention.person }, &task)
}

/// An event that is corrected takes the open task it left along: another day, other words, or none. A correction of
/// something else leaves the task alone, and one that is done already stays done.
pub(super) fn follow_amended(
    pen: &Pen<'_>,
    fresh: RecordId,
    was: &Row,
    now: Form,
) -> latarnia_core::Result<()> {
    let row = Row { doc: now, ..was.clone() };
    let (had, wanted) = (promised(was)?, promised(&row)?);
    if had == wanted {
        return Ok(());
    }
    match (left_by(pen, was)?.into_iter().next(), wanted.due) {
        (Some(task), None) => pen.void(task.id, WITHDRAWN),
        (Some(task), Some(_)) => {
            let mut form = wanted.to_form();
            form.entry("what").or_insert(Value::Null);
            pen.edit(task.id, &form)
        }
        (None, _) if had.due.is_some() => Ok(()),
        (None, _) if row.kind == Kind::Contact => {
            follow_contact(pen, fresh, row.scope, (row.id.into(), &row.read()?))
        }
        (None, _) => follow_intervention(pen, fresh, row.scope, (row.id.into(), &row.read()?)),
    }
}

/// What an event promises, as its task says it; nothing for events that leave none.
fn promised(row: &Row) -> latarnia_core::Result<Task> {
    Ok(match row.kind {
        Kind::Contact => {
            let contact: Contact = row.read()?;
            Task { what: contact.next_step, due: contact.next_step_on, ..Task::default() }
        }
        Kind::Intervention => Task { due: row.read::<Intervention>()?.follow_up_on, ..Task::default() },
        _ => Task::default(),
    })
}

/// Why a task was withdrawn: a key, put into words by whoever shows it.
const WITHDRAWN: &str = "contact_withdrawn";

/// Open tasks that an event itself left: a contact's are not those of an intervention within it.
pub(super) fn left_by(pen: &Pen<'_>, event: &Row) -> latarnia_core::Result<Vec<Row>> {
    let contact = (event.kind == Kind::Contact).then(|| event.id.into());
    let within = Query { kinds: vec![Kind::Task], contact, ..Query::default() };
    let own = match event.kind {
        Kind::Contact => None,
        Kind::Intervention => Some(serde_json::to_value(event.id)?),
        _ => return Ok(Vec::new()),
    };
    let mut rows = registry::rows(pen.db, &within)?;
    rows.retain(|row| {
        let open = row.doc.get("state").is_none_or(|state| state == "open");
        open && row.doc.get("intervention") == own.as_ref()
    });
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::{Desk, TODAY};

    fn today(desk: &Desk) -> Vec<Value> {
        let list = desk.call("task.list", json!({ "today": TODAY }));
        list.as_array().expect("a list").clone()
    }

    #[test]
    fn what_a_contact_promises_is_a_task_of_whoever_promised_it() {
        let desk = Desk::open();
        let ela = desk.person("Ela", json!({}));
        let contact = json!({ "kind": "met", "person": ela, "next_step": "buty 43", "next_step_on": TODAY });
        let made = desk.call("contact.record", json!({ "contact": contact }));
        let [task] = &today(&desk)[..] else { panic!("one task") };
        assert_eq!(
            (&task["task"]["what"], &task["mine"], &task["person_label"], &task["task"]["contact"]),
            (&json!("buty 43"), &json!(true), &json!("Ela"), &made["id"])
        );
    }

    #[test]
    fn a_contact_without_a_day_promises_nothing() {
        let desk = Desk::open();
        desk.call("contact.record", json!({ "contact": { "kind": "met", "next_step": "kiedyś" } }));
        assert!(today(&desk).is_empty());
    }

    #[test]
    fn an_intervention_leaves_the_crew_of_the_next_day_a_task() {
        let desk = Desk::open();
        let saved = json!({ "reason": "hypothermia", "follow_up_on": "2026-11-27" });
        desk.call("intervention.record", json!({ "intervention": saved.clone() }));
        let within = json!({ "contact": { "kind": "met" }, "intervention": saved });
        desk.call("contact.record", within);
        let tasks = today(&desk);
        assert_eq!(tasks.len(), 2, "one of its own, one within a contact");
        for task in tasks {
            assert_eq!(
                (&task["danger"], &task["mine"], &task["task"]["due"], &task["overdue"]),
                (&json!("hypothermia"), &json!(false), &json!("2026-11-27"), &json!(false))
            );
        }
    }

    #[test]
    fn a_task_follows_its_contact_when_that_is_corrected_or_withdrawn() {
        let desk = Desk::open();
        let contact = json!({ "kind": "met", "heads": 1, "next_step_on": TODAY, "at": Desk::days_ago(0) });
        let made = desk.call("contact.record", json!({ "contact": contact }));
        let moved = json!({ "next_step_on": "2026-12-01", "next_step": "śpiwór" });
        desk.call("event.amend", json!({ "id": made["id"], "fields": moved }));
        let [task] = &today(&desk)[..] else { panic!("still one task") };
        assert_eq!((&task["task"]["due"], &task["task"]["what"]), (&json!("2026-12-01"), &json!("śpiwór")));
        desk.call("event.void", json!({ "id": made["id"], "reason": "pomyłka" }));
        assert!(today(&desk).is_empty(), "nothing is left of a contact that was none");
    }

    #[test]
    fn a_task_follows_its_intervention_to_another_day() {
        let desk = Desk::open();
        let saved = json!({ "reason": "hypothermia", "follow_up_on": "2026-11-27" });
        let made = desk.call("intervention.record", json!({ "intervention": saved }));
        let amend = |fields: Value| desk.call("event.amend", json!({ "id": made["id"], "fields": fields }));
        amend(json!({ "follow_up_on": "2026-12-03" }));
        let [task] = &today(&desk)[..] else { panic!("still one task") };
        assert_eq!(task["task"]["due"], json!("2026-12-03"));
        amend(json!({ "follow_up_on": null }));
        assert!(today(&desk).is_empty());
    }

    #[test]
    fn a_correction_of_other_things_brings_no_done_task_back() {
        let desk = Desk::open();
        let contact = json!({ "kind": "met", "heads": 1, "next_step_on": TODAY });
        let made = desk.call("contact.record", json!({ "contact": contact }));
        let id = today(&desk)[0]["id"].clone();
        desk.call("task.edit", json!({ "id": id, "fields": { "state": "done" }, "today": TODAY }));
        for fields in [json!({ "note": "herbata" }), json!({ "next_step": "buty" })] {
            desk.call("event.amend", json!({ "id": made["id"], "fields": fields }));
        }
        assert!(today(&desk).is_empty());
    }

    #[test]
    fn a_ticked_task_is_gone_from_the_list_and_can_be_taken_back() {
        let desk = Desk::open();
        let task = json!({ "what": "zanieść buty", "due": "2026-11-25", "kind": "follow_up" });
        let row = desk.call("task.add", json!({ "task": task, "today": TODAY }));
        assert_eq!(row["overdue"], json!(true));
        let set = |state: &str| json!({ "id": row["id"], "fields": { "state": state }, "today": TODAY });
        let done = desk.call("task.edit", set("done"));
        assert!(today(&desk).is_empty() && !done["task"]["ended"].is_null());
        let again = desk.call("task.edit", set("open"));
        assert_eq!((today(&desk).len(), again["task"]["ended"].is_null()), (1, true));
    }

    #[test]
    fn of_one_day_what_has_an_hour_comes_first_and_by_it() {
        let desk = Desk::open();
        for (what, due, minute) in [
            ("kiedykolwiek", TODAY, None),
            ("lekarz", TODAY, Some(10 * 60)),
            ("urząd", TODAY, Some(8 * 60 + 30)),
            ("jutro rano", "2099-01-01", Some(0)),
        ] {
            let task = json!({ "what": what, "due": due, "due_minute": minute });
            desk.call("task.add", json!({ "task": task, "today": TODAY }));
        }
        let order: Vec<_> = today(&desk).iter().map(|row| row["task"]["what"].clone()).collect();
        assert_eq!(order, ["urząd", "lekarz", "kiedykolwiek", "jutro rano"]);
    }

    #[test]
    fn what_a_colleague_took_on_is_not_listed() {
        let desk = Desk::open();
        let other = "0190a2b4-0000-7000-8000-000000000001";
        let task = json!({ "due": TODAY, "kind": "meeting", "worker": other });
        desk.call("task.add", json!({ "task": task, "today": TODAY }));
        assert!(today(&desk).is_empty());
    }
}
