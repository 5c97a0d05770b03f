//! Nothing stands twice.

use std::collections::BTreeMap;

use latarnia_core::id::RecordId;
use rusqlite::Connection;

use super::Findings;
use crate::sim::harm::Harm;
use crate::sim::ledger::marks_in;
use crate::sim::world::World;

/// Every mark is in one accepted operation; every number is given once, and none is left out.
pub fn judge(world: &World) -> Findings {
    let mut found = Findings::new();
    let server = world.server.disk.store().db();
    twice_written(server, &mut found);
    holes(server, &mut found);
    for phone in world.well() {
        let mut here = Findings::new();
        twice_written(world.phones[phone].disk.store().db(), &mut here);
        found.extend(here.into_iter().map(|(harm, what)| (harm, format!("phone {phone}: {what}"))));
    }
    found
}

fn twice_written(db: &Connection, found: &mut Findings) {
    let mut select =
        db.prepare("select raw, record from op where verdict = 1").expect("the log has these columns");
    let rows = select
        .query_map([], |row| Ok((row.get::<_, String>(0)?, RecordId::from(row.get::<_, [u8; 16]>(1)?))));
    let rows: Vec<_> = rows.and_then(Iterator::collect).expect("a store can be read");
    let mut seen: BTreeMap<String, RecordId> = BTreeMap::new();
    for (raw, record) in rows {
        // A correction repeats the words of the form it corrects; its own are the newest.
        let Some(mark) = marks_in(&raw).into_iter().next_back() else { continue };
        if let Some(first) = seen.insert(mark.clone(), record) {
            found.push((Harm::Doubled, format!("{mark} was accepted twice, in {first} and {record}")));
        }
    }
}

fn holes(db: &Connection, found: &mut Findings) {
    let count = "select count(number), coalesce(max(number), 0) from op";
    let (given, newest): (i64, i64) =
        db.query_row(count, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("a store can be read");
    if given != newest {
        found.push((Harm::Lost, format!("the newest number is {newest}, and {given} are given")));
    }
}
