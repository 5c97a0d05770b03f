//! The rights that follow from records: in whose circle a worker is, in which counts a worker takes part, and
//! where a worker used to.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use rusqlite::Connection;

use super::{log, registry};
use crate::access::Role;
use crate::clock::Millis;
use crate::error::Result;
use crate::id::{AreaId, CountId, PersonId, RecordId, WorkerId};
use crate::op::{Change, Scope};
use crate::record::{Count, Kind, Person};
use crate::store::registry::Query;

/// The people whose data is restricted and on whose team the worker is.
pub fn circles_of(db: &Connection, worker: WorkerId) -> Result<BTreeSet<PersonId>> {
    let select = "select * from record where scope >= 'circle:' and scope < 'circle;' and kind = ?1";
    let mut circles = BTreeSet::new();
    for row in registry::read_all(db, select, vec![Kind::Person.to_string().into()])? {
        let person: Person = row.read()?;
        if let (Scope::Circle(id), true) = (row.scope, person.team.unwrap_or_default().contains(&worker)) {
            circles.insert(id);
        }
    }
    Ok(circles)
}

/// The areas once taken from a worker, with the time they were.
pub fn former_areas(db: &Connection, worker: WorkerId) -> Result<BTreeMap<Scope, Millis>> {
    let taken = taken_out::<AreaId>(db, worker.into(), "areas")?;
    Ok(taken.into_iter().map(|(area, lost)| (Scope::Area(area), lost)).collect())
}

/// In which counts somebody takes part.
#[derive(Debug, Default)]
pub struct InCounts {
    /// Those that are not closed.
    pub running: BTreeSet<CountId>,
    /// Those that ended for them, because the count was closed or they were taken off it, with the time.
    pub former: BTreeMap<Scope, Millis>,
}

/// The counts a worker takes part in: streetworkers and supervisors in every one, volunteers in those on whose
/// list they stand.
pub fn counts_of(db: &Connection, worker: WorkerId, role: Role) -> Result<InCounts> {
    let mut found = InCounts::default();
    if role == Role::Administrator {
        return Ok(found);
    }
    let all = Query { kinds: vec![Kind::Count], ..Query::default() };
    for row in registry::rows(db, &all)? {
        let count: Count = row.read()?;
        let closed = count.closed.map(|closed| closed.ms);
        let is_listed = count.volunteers.unwrap_or_default().contains(&worker);
        let lost = if role == Role::Volunteer && !is_listed {
            let Some(lost) = taken_out::<WorkerId>(db, row.id, "volunteers")?.remove(&worker) else {
                continue;
            };
            Some(closed.map_or(lost, |closed| closed.min(lost)))
        } else {
            closed
        };
        match lost {
            None => drop(found.running.insert(row.id.into())),
            Some(lost) => drop(found.former.insert(Scope::Count(row.id.into()), lost)),
        }
    }
    Ok(found)
}

/// What was once taken out of a set of a record, with the last time it was.
fn taken_out<T: FromStr + Ord>(db: &Connection, record: RecordId, set: &str) -> Result<BTreeMap<T, Millis>> {
    let mut taken = BTreeMap::new();
    for entry in log::of_record(db, record)? {
        let Change::Remove { items } = &entry.op.change else { continue };
        for gone in items.get(set).into_iter().flatten() {
            if let Some(element) = gone.value.as_str().and_then(|text| text.parse().ok()) {
                let lost = entry.merge_time().millis();
                taken
                    .entry(element)
                    .and_modify(|known: &mut Millis| *known = lost.max(*known))
                    .or_insert(lost);
            }
        }
    }
    Ok(taken)
}
