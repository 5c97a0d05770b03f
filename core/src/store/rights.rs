//! The rights that follow from records: in whose circle a worker is, and where a worker used to work.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::{log, registry};
use crate::clock::Millis;
use crate::error::Result;
use crate::id::{AreaId, PersonId, RecordId, WorkerId};
use crate::op::{Change, Scope};
use crate::record::{Kind, Person};

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
pub fn former_areas(db: &Connection, worker: WorkerId) -> Result<BTreeMap<AreaId, Millis>> {
    let mut former = BTreeMap::new();
    for entry in log::of_record(db, RecordId::from(worker))? {
        let Change::Remove { items } = &entry.op.change else { continue };
        for gone in items.get("areas").into_iter().flatten() {
            if let Some(area) = gone.value.as_str().and_then(|text| text.parse().ok()) {
                let lost = entry.merge_time().millis();
                former.entry(area).and_modify(|known: &mut Millis| *known = lost.max(*known)).or_insert(lost);
            }
        }
    }
    Ok(former)
}
