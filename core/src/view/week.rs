//! An assistant's week: who has not been met, what is due, which programmes wait for a look. It is worked
//! out from the records on the phone alone, and lists nothing that is in order.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use ts_rs::TS;

use super::Look;
use super::person::{PersonRow, person_row};
use super::programme::{ReviewDue, reviews_due};
use super::task::{TaskRow, open_tasks, tasks_for};
use crate::clock::Moment;
use crate::error::Result;
use crate::id::{OutingId, PersonId, RecordId, WorkerId};
use crate::record::{Contact, Date, Kind, Outing, Person};
use crate::store::kin;
use crate::store::registry::{Query, Row, row};

/// What counts as a meeting: being together. A call, a note at the door or word from others does not.
const MEETINGS: [&str; 2] = ["met", "accompanied"];

/// The week of the worker who looks.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Week {
    /// Its Monday.
    pub monday: Date,
    /// The people she accompanies, by name.
    pub caseload: Vec<Accompanied>,
    /// Open tasks due today or before: her own, and any for one of these people that nobody else took.
    pub due: Vec<TaskRow>,
    /// Programmes not looked at for too long.
    pub reviews: Vec<ReviewDue>,
}

/// One person of a caseload.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Accompanied {
    /// Who.
    pub row: PersonRow,
    /// Meetings agreed for a week.
    pub planned: Option<i64>,
    /// Meetings with the assistant since Monday.
    pub met: usize,
}

/// The week `today` is in.
pub fn week(look: &Look<'_>, today: Date) -> Result<Week> {
    let monday = today.monday();
    let people = caseload(look)?;
    let met = meetings_since(look, monday, &people)?;
    let mut list = Vec::new();
    for (head, (person, planned)) in &people {
        let met = met.get(head).copied().unwrap_or_default();
        list.push(Accompanied { row: person_row(look, person)?, planned: *planned, met });
    }
    list.sort_by(|a, b| a.row.label.cmp(&b.row.label));
    Ok(Week {
        monday,
        due: due(look, today, &people)?,
        reviews: reviews_due(look, today, &people.keys().copied().collect())?,
        caseload: list,
    })
}

/// By head of the group: a person with two records is one of the caseload.
type Caseload = BTreeMap<RecordId, (Row, Option<i64>)>;

fn caseload(look: &Look<'_>) -> Result<Caseload> {
    let all = Query { kinds: vec![Kind::Person], scopes: look.scopes(), ..Query::default() };
    let mut found = Caseload::new();
    for row in look.rows(&all)? {
        let person: Person = row.read()?;
        if person.assistant == Some(look.reader.worker) && person.died.is_none() {
            found.entry(kin::head(look.db, row.id)?).or_insert((row, person.meetings_weekly));
        }
    }
    Ok(found)
}

/// Meetings since Monday, by head of the person's group. Those on an outing are of the whole crew.
fn meetings_since(look: &Look<'_>, monday: Date, people: &Caseload) -> Result<BTreeMap<RecordId, usize>> {
    let mut met = BTreeMap::new();
    let mut crews = BTreeMap::new();
    for head in people.keys() {
        let subjects = kin::group(look.db, *head)?.into_iter().map(PersonId::from).collect();
        let contacts = Query { kinds: vec![Kind::Contact], subjects, ..Query::default() };
        let mut count = 0;
        for row in look.rows(&contacts)? {
            let contact: Contact = row.read()?;
            let offset = contact.at.map_or(0, |at| at.offset);
            let on = Date::of(Moment { ms: row.occurred, offset });
            let together = contact.kind.is_some_and(|kind| MEETINGS.contains(&kind.as_str()));
            if together && on >= Some(monday) && was_there(look, &row, &mut crews)? {
                count += 1;
            }
        }
        met.insert(*head, count);
    }
    Ok(met)
}

fn was_there(
    look: &Look<'_>,
    contact: &Row,
    crews: &mut BTreeMap<OutingId, BTreeSet<WorkerId>>,
) -> Result<bool> {
    let me = look.reader.worker;
    let Some(outing) = contact.outing.filter(|_| contact.author != me) else {
        return Ok(contact.author == me);
    };
    let crew = match crews.entry(outing) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(free) => {
            let found = row(look.db, outing.into())?.map(|row| row.read::<Outing>()).transpose()?;
            free.insert(found.and_then(|outing| outing.crew).unwrap_or_default().into_iter().collect())
        }
    };
    Ok(crew.contains(&me))
}

fn due(look: &Look<'_>, today: Date, people: &Caseload) -> Result<Vec<TaskRow>> {
    let mut list: Vec<TaskRow> = open_tasks(look, today)?.into_iter().filter(|row| row.mine).collect();
    for head in people.keys() {
        let theirs = tasks_for(look, (*head).into(), today)?;
        list.extend(theirs.into_iter().filter(|row| row.is_open() && row.task.worker.is_none()));
    }
    list.retain(|row| row.task.due.is_some_and(|due| due <= today));
    list.sort_by_key(TaskRow::turn);
    Ok(list)
}
