//! Tasks: what is to be done, for whom and until when.

use serde::Serialize;
use ts_rs::TS;

use super::{Look, worker_names};
use crate::error::{OrNotFound, Result};
use crate::id::{PersonId, TaskId};
use crate::record::{Code, Date, Kind, Task};
use crate::store::kin;
use crate::store::registry::{Query, Row};

/// One task, with the names a list needs.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskRow {
    /// Which task.
    pub id: TaskId,
    /// The task, as far as the reader may see it.
    pub task: Task,
    /// For whom.
    pub person_label: Option<String>,
    /// Where.
    pub site_name: Option<String>,
    /// Who sees to it; none if it is the crew's.
    pub worker_name: Option<String>,
    /// What the danger was, if an intervention left it behind.
    pub danger: Option<Code>,
    /// The reader sees to it.
    pub mine: bool,
    /// Its day is over and it is not done.
    pub overdue: bool,
    /// Something of it is not on the server.
    pub unsent: bool,
}

impl TaskRow {
    /// Its turn on a list: by the day, what has an hour first, and by that.
    pub(super) fn turn(&self) -> (Option<Date>, i64, TaskId) {
        (self.task.due, self.task.due_minute.unwrap_or(i64::MAX), self.id)
    }

    /// Is it still to be done?
    pub fn is_open(&self) -> bool {
        is_open(&self.task)
    }
}

/// A task nobody ended is to be done.
fn is_open(task: &Task) -> bool {
    task.state.as_ref().is_none_or(|state| state == "open")
}

/// What the reader has to do: her own open tasks and those of any crew she may be in, the longest overdue
/// first. What a colleague took on is not listed.
pub fn open_tasks(look: &Look<'_>, today: Date) -> Result<Vec<TaskRow>> {
    let all = Query { kinds: vec![Kind::Task], scopes: look.scopes(), ..Query::default() };
    let mut list = rows_of(look, &all, today)?;
    list.retain(|row| row.is_open() && (row.mine || row.task.worker.is_none()));
    Ok(list)
}

/// Everything that was ever to be done for one person, whoever does it, by the day it is due.
pub fn tasks_for(look: &Look<'_>, person: PersonId, today: Date) -> Result<Vec<TaskRow>> {
    let subjects = kin::group(look.db, person.into())?.into_iter().map(PersonId::from).collect();
    rows_of(look, &Query { kinds: vec![Kind::Task], subjects, ..Query::default() }, today)
}

/// One task.
pub fn task_row(look: &Look<'_>, id: TaskId, today: Date) -> Result<TaskRow> {
    let row = look.row(id.into(), Kind::Task)?.or_not_found(id)?;
    to_row(look, &row, &worker_names(look.db)?, today)
}

fn rows_of(look: &Look<'_>, query: &Query, today: Date) -> Result<Vec<TaskRow>> {
    let workers = worker_names(look.db)?;
    let mut list = Vec::new();
    for row in look.rows(query)? {
        list.push(to_row(look, &row, &workers, today)?);
    }
    list.sort_by_key(TaskRow::turn);
    Ok(list)
}

type Workers = std::collections::BTreeMap<crate::id::WorkerId, String>;

fn to_row(look: &Look<'_>, row: &Row, workers: &Workers, today: Date) -> Result<TaskRow> {
    let task: Task = row.read()?;
    let reason = match task.intervention {
        Some(id) => look.row(id.into(), Kind::Intervention)?.and_then(|row| text(&row, "reason")),
        None => None,
    };
    Ok(TaskRow {
        id: row.id.into(),
        person_label: match row.subject {
            Some(person) => look.row(person.into(), Kind::Person)?.and_then(|row| text(&row, "label")),
            None => None,
        },
        site_name: match task.site {
            Some(site) => look.row(site.into(), Kind::Site)?.and_then(|row| text(&row, "name")),
            None => None,
        },
        worker_name: task.worker.and_then(|worker| workers.get(&worker).cloned()),
        danger: reason.as_deref().map(Code::from),
        mine: task.worker == Some(look.reader.worker),
        overdue: is_open(&task) && task.due.is_some_and(|due| due < today),
        unsent: row.unsent,
        task,
    })
}

fn text(row: &Row, field: &str) -> Option<String> {
    row.doc.get(field)?.as_str().map(str::to_owned)
}
