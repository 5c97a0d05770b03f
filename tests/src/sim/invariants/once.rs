//! Nothing stands twice.

use std::collections::{BTreeMap, BTreeSet};

use latarnia_core::clock::Hlc;
use latarnia_core::id::{DeviceId, RecordId};
use latarnia_core::op::{Op, OpId, parse};
use rusqlite::Connection;

use super::Findings;
use crate::sim::harm::Harm;
use crate::sim::ledger::marks_in;
use crate::sim::world::World;

/// Every mark is in one accepted operation; every number is given once, and none is left out.
pub fn judge(world: &World) -> Findings {
    let mut found = Findings::new();
    let server = world.server.disk.store().db();
    twice_written(world, server, &mut found);
    holes(server, &mut found);
    for phone in world.well() {
        let mut here = Findings::new();
        twice_written(world, world.phones[phone].disk.store().db(), &mut here);
        found.extend(here.into_iter().map(|(harm, what)| (harm, format!("phone {phone}: {what}"))));
    }
    found
}

fn twice_written(world: &World, db: &Connection, found: &mut Findings) {
    let mut seen: BTreeMap<String, Vec<(OpId, Op)>> = BTreeMap::new();
    for (id, raw) in accepted(db) {
        // A correction repeats the words of the form it corrects; its own are the newest.
        let Some(mark) = marks_in(&raw).into_iter().next_back() else { continue };
        seen.entry(mark).or_default().extend(parse(&raw).ok().map(|op| (id, op)));
    }
    for (mark, all) in seen {
        if all.len() > 1 && !each_by_a_copy(world.ledger.first_of(&mark), &all) {
            let ids: Vec<_> = all.iter().map(|(id, op)| format!("{id} of {}", op.record)).collect();
            found.push((Harm::Doubled, format!("{mark} was accepted twice: {}", ids.join(", "))));
        }
    }
}

/// Where three copies of one phone write on, the third takes the number that the first two gave to one
/// operation which neither has sent. Each of them must number it anew, and cannot know of the other. It is
/// one version of one record, named twice. Under the identity it was written with it may not stand then:
/// whoever finds it there must not send it again.
fn each_by_a_copy(first: Option<OpId>, all: &[(OpId, Op)]) -> bool {
    let devices: BTreeSet<DeviceId> = all.iter().map(|(id, _)| id.device).collect();
    let written: BTreeSet<(RecordId, Hlc)> = all.iter().map(|(_, op)| (op.record, op.at)).collect();
    let apart = all.iter().all(|(id, _)| Some(*id) != first);
    apart && devices.len() == all.len() && written.len() == 1
}

fn accepted(db: &Connection) -> Vec<(OpId, String)> {
    let select = "select device, seq, raw from op where verdict = 1";
    let mut select = db.prepare(select).expect("the log has these columns");
    let rows = select.query_map([], |row| {
        let device = DeviceId::from(row.get::<_, [u8; 16]>(0)?);
        let seq = u64::try_from(row.get::<_, i64>(1)?).unwrap_or_default();
        Ok((OpId { device, seq }, row.get(2)?))
    });
    rows.and_then(Iterator::collect).expect("a store can be read")
}

fn holes(db: &Connection, found: &mut Findings) {
    let count = "select count(number), coalesce(max(number), 0) from op";
    let (given, newest): (i64, i64) =
        db.query_row(count, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("a store can be read");
    if given != newest {
        found.push((Harm::Lost, format!("the newest number is {newest}, and {given} are given")));
    }
}
