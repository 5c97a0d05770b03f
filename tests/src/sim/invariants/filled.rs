//! Who read a scope by segments holds what who read it by pages holds, but for values that were overwritten.

use std::collections::BTreeSet;

use latarnia_core::merge::compact;
use latarnia_core::store::log::{self, Entry};
use latarnia_core::store::registry;
use rusqlite::Connection;

use super::Findings;
use crate::sim::harm::Harm;
use crate::sim::world::World;

/// Two new phones of one worker, one that read segments and one that did not, hold the same log and show
/// the same.
pub fn judge(world: &World) -> Findings {
    let mut found = Findings::new();
    if let Some((by_segments, by_pages)) = world.twins {
        let [one, other] = [by_segments, by_pages].map(|phone| held(world.phones[phone].disk.store().db()));
        let unlike: Vec<_> = one.symmetric_difference(&other).take(4).collect();
        if !unlike.is_empty() {
            let what = format!("phone {by_segments} read segments and phone {by_pages} pages: {unlike:?}");
            found.push((Harm::Diverged, what));
        }
    }
    found
}

fn held(db: &Connection) -> BTreeSet<String> {
    let select =
        "select json_array(hex(device), seq, number, effective, verdict, reason, scope, hex(record)) from op
        union all select json_array(kind, scope, hex(id), hex(author), hex(subject), hex(site), hex(outing),
            hex(contact), occurred, updated, unsent, void, doc) from record
        union all select json_array(hex(record), fields, number, at) from erased
        union all select json_array(hex(record), hex(other)) from link
        union all select json_array(hex(record), hex(head)) from kin
        union all select json_array(scope, number) from cursor";
    let mut select = db.prepare(select).expect("the store has these columns");
    let rows = select.query_map([], |row| row.get(0));
    let mut held: BTreeSet<String> = rows.and_then(Iterator::collect).expect("a store can be read");
    held.extend(told(db));
    held
}

/// The bytes of every operation, without the values that others replaced.
fn told(db: &Connection) -> Vec<String> {
    let mut select = db.prepare("select distinct record from op").expect("the log has these columns");
    let records = select.query_map([], |row| row.get::<_, [u8; 16]>(0));
    let records: Vec<_> = records.and_then(Iterator::collect).expect("a store can be read");
    let mut told = Vec::new();
    for record in records {
        let entries = log::of_record_all(db, record.into()).expect("a store can be read");
        let state = registry::fold(&entries);
        for Entry { id, op, raw, .. } in entries {
            told.push(format!("{id} {}", compact(&state, id, &op, &raw).unwrap_or(raw)));
        }
    }
    told
}
