//! Programmes as they are read in the field: the diagnosis, the goals in order, their tasks, and when they
//! are to be looked at together again.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use ts_rs::TS;

use super::task::{TaskRow, tasks_for};
use super::{Look, worker_names};
use crate::error::Result;
use crate::id::{GoalId, PersonId, ProgrammeId, RecordId};
use crate::record::{Date, Goal, Kind, Programme, REVIEW_DAYS};
use crate::store::kin;
use crate::store::registry::{Query, Row};

/// One programme with all that belongs to it.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProgrammeCard {
    /// Which.
    pub id: ProgrammeId,
    /// The programme.
    pub programme: Programme,
    /// Who runs it.
    pub worker_name: Option<String>,
    /// It is under way.
    pub open: bool,
    /// The day by which it is to be looked at again; none if it is over.
    pub review_by: Option<Date>,
    /// That day is past.
    pub review_overdue: bool,
    /// Its goals in the order agreed: a main goal, then what details it.
    pub goals: Vec<GoalRow>,
}

/// One goal with its tasks.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GoalRow {
    /// Which.
    pub id: GoalId,
    /// The goal.
    pub goal: Goal,
    /// What leads to it, by the day it is due.
    pub tasks: Vec<TaskRow>,
}

/// A programme that was not looked at for too long.
#[derive(Clone, Debug, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewDue {
    /// Which.
    pub programme: ProgrammeId,
    /// Whose.
    pub person: PersonId,
    /// That person's label.
    pub person_label: String,
    /// The last look, or the day it was made.
    pub since: Date,
    /// Days since then.
    pub days: i64,
}

/// The programmes of one person, the one under way first, then the newest.
pub fn programmes_of(look: &Look<'_>, person: PersonId, today: Date) -> Result<Vec<ProgrammeCard>> {
    let subjects: Vec<PersonId> =
        kin::group(look.db, person.into())?.into_iter().map(PersonId::from).collect();
    let of = |kind| Query { kinds: vec![kind], subjects: subjects.clone(), ..Query::default() };
    let programmes = look.rows(&of(Kind::Programme))?;
    if programmes.is_empty() {
        return Ok(Vec::new());
    }
    let mut goals = goals(look, &of(Kind::Goal), tasks_for(look, person, today)?)?;
    let names = worker_names(look.db)?;
    let mut cards = Vec::new();
    for row in programmes {
        let programme: Programme = row.read()?;
        let open = is_open(&programme);
        let review_by = reviewed(&programme).filter(|_| open).and_then(|(at, days)| at.plus_days(days));
        cards.push(ProgrammeCard {
            id: row.id.into(),
            worker_name: programme.worker.and_then(|worker| names.get(&worker).cloned()),
            open,
            review_by,
            review_overdue: review_by.is_some_and(|by| by < today),
            goals: goals.remove(&row.id.into()).unwrap_or_default(),
            programme,
        });
    }
    cards.sort_by_key(|card| (!card.open, std::cmp::Reverse(card.programme.made_on)));
    Ok(cards)
}

type Goals = BTreeMap<ProgrammeId, Vec<GoalRow>>;

fn goals(look: &Look<'_>, query: &Query, tasks: Vec<TaskRow>) -> Result<Goals> {
    let mut by_goal: BTreeMap<GoalId, Vec<TaskRow>> = BTreeMap::new();
    for task in tasks {
        if let Some(goal) = task.task.goal {
            by_goal.entry(goal).or_default().push(task);
        }
    }
    let mut found = Goals::new();
    for row in look.rows(query)? {
        let goal: Goal = row.read()?;
        let id = row.id.into();
        let Some(programme) = goal.programme else { continue };
        let tasks = by_goal.remove(&id).unwrap_or_default();
        found.entry(programme).or_default().push(GoalRow { id, goal, tasks });
    }
    for goals in found.values_mut() {
        sort(goals);
    }
    Ok(found)
}

/// Main goals by their place, each followed by the goals within it.
fn sort(goals: &mut [GoalRow]) {
    let places: BTreeMap<GoalId, i64> =
        goals.iter().map(|row| (row.id, row.goal.place.unwrap_or(i64::MAX))).collect();
    goals.sort_by_key(|row| {
        let main = row.goal.within.unwrap_or(row.id);
        let own = row.goal.place.unwrap_or(i64::MAX);
        (places.get(&main).copied(), main, row.goal.within.is_some(), own, row.id)
    });
}

/// A programme is under way until somebody says how it ended.
fn is_open(programme: &Programme) -> bool {
    let over = programme.result.as_ref().is_some_and(|result| result != "in_progress");
    !over && programme.ended_on.is_none()
}

/// The last look, and how many days it holds.
fn reviewed(programme: &Programme) -> Option<(Date, i64)> {
    let at = programme.reviewed_on.max(programme.made_on)?;
    Some((at, programme.review_days.unwrap_or(REVIEW_DAYS)))
}

/// Programmes that the reader runs, or of people with these heads, not looked at in time.
pub(super) fn reviews_due(
    look: &Look<'_>,
    today: Date,
    heads: &BTreeSet<RecordId>,
) -> Result<Vec<ReviewDue>> {
    let all = Query { kinds: vec![Kind::Programme], scopes: look.scopes(), ..Query::default() };
    let mut list = Vec::new();
    for row in look.rows(&all)? {
        let programme: Programme = row.read()?;
        let Some(person) = row.subject.filter(|_| is_open(&programme)) else { continue };
        let mine = programme.worker == Some(look.reader.worker);
        let Some((since, every)) = reviewed(&programme) else { continue };
        let days = today.number() - since.number();
        if days > every && (mine || heads.contains(&kin::head(look.db, person.into())?)) {
            list.push(review(look, &row, person, since, days)?);
        }
    }
    list.sort_by_key(|due| (due.since, due.programme));
    Ok(list)
}

fn review(look: &Look<'_>, row: &Row, person: PersonId, since: Date, days: i64) -> Result<ReviewDue> {
    let label = look.row(person.into(), Kind::Person)?;
    let label = label.and_then(|row| row.doc.get("label")?.as_str().map(str::to_owned));
    Ok(ReviewDue { programme: row.id.into(), person, person_label: label.unwrap_or_default(), since, days })
}
