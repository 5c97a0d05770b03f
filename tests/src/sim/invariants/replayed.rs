//! The server's log, carried line by line into another store, makes the same server: what a second server
//! reads of a shared journal, and what a registry that moves to another database is built from.

use std::collections::BTreeSet;

use latarnia_core::op::Scope;
use latarnia_core::store::{Store, registry, seal};
use rusqlite::Connection;

use super::Findings;
use crate::sim::disk::Disk;
use crate::sim::harm::Harm;
use crate::sim::world::World;

/// Equal bases in every scope, equal lines, rows, orders and departures, and one seal over all of it.
pub fn judge(world: &World) -> Findings {
    let folder = world.folder.path().join("replayed");
    let replayed = match world.server.replayed(&folder) {
        Ok(disk) => disk,
        Err(error) => return vec![(Harm::Diverged, format!("the log cannot be replayed: {error}"))],
    };
    let found = compare(world.server.disk.store(), &replayed);
    drop(replayed);
    std::fs::remove_dir_all(folder).expect("the simulation's folder is writable");
    found
}

fn compare(server: &Store, replayed: &Disk) -> Findings {
    let (here, there) = (server.db(), replayed.store().db());
    let mut found = Findings::new();
    for scope in scopes(here) {
        let [one, other] =
            [here, there].map(|db| registry::base_digest(db, scope).expect("a store can be read"));
        if one != other {
            found.push((Harm::Diverged, format!("replayed, the base of {scope} is {other}, not {one}")));
        }
    }
    let seals = [here, there].map(|db| seal::tip(db).expect("a store can be read"));
    if seals[0] != seals[1] {
        found.push((Harm::Diverged, format!("replayed, the log ends at {:?}, not {:?}", seals[1], seals[0])));
    }
    let (one, other) = (tables(here), tables(there));
    let unlike: Vec<_> = one.symmetric_difference(&other).take(4).collect();
    if !unlike.is_empty() {
        found.push((Harm::Diverged, format!("replayed, the server is another one: {unlike:?}")));
    }
    found
}

fn scopes(db: &Connection) -> Vec<Scope> {
    texts(db, "select distinct scope from op").iter().filter_map(|scope| scope.parse().ok()).collect()
}

/// Of a record that was erased it need not be known any more where it once was: nothing of it is handed on.
fn tables(db: &Connection) -> BTreeSet<String> {
    let select = "select json_array(hex(device), seq, number, effective, verdict, reason, hex(digest),
            iif(record in (select id from record), scope, ''), raw) from op
        union all select json_array(kind, scope, hex(id), hex(author), hex(subject), hex(site), hex(outing),
            hex(contact), occurred, updated, unsent, void, doc) from record
        union all select json_array(hex(record), fields, number, at) from erased
        union all select json_array(number, scope, hex(record)) from departure
            where record in (select id from record)
        union all select json_array(key, value) from meta where key = 'log_number'
        union all select json_array(hex(record), hex(other)) from link
        union all select json_array(number, hex(seal)) from seal";
    texts(db, select).into_iter().collect()
}

fn texts(db: &Connection, select: &str) -> Vec<String> {
    let mut select = db.prepare(select).expect("the store has these columns");
    let rows = select.query_map([], |row| row.get(0));
    rows.and_then(Iterator::collect).expect("a store can be read")
}
