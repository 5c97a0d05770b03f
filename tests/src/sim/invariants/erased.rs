//! Of whom was erased there is nothing anywhere.

use std::collections::BTreeSet;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::Findings;
use crate::sim::harm::Harm;
use crate::sim::ledger::marks_in;
use crate::sim::world::World;

/// No word of anything erased is in any table of the server or of a phone that syncs.
pub fn judge(world: &World) -> Findings {
    let forbidden = world.ledger.forbidden();
    let mut found = Findings::new();
    if forbidden.is_empty() {
        return found;
    }
    let phones = world.well().into_iter().map(|phone| (format!("phone {phone}"), &world.phones[phone].disk));
    for (whose, disk) in std::iter::once(("the server".to_owned(), &world.server.disk)).chain(phones) {
        for mark in marks_in(&everything(disk.store().db())).intersection(&forbidden) {
            found.push((Harm::Resurrected, format!("{mark} was erased and is on {whose}")));
        }
    }
    found
}

/// Every text and every blob in every table, those of the search's index among them.
pub fn everything(db: &Connection) -> String {
    let mut all = String::new();
    for table in tables(db) {
        let mut select = db.prepare(&format!("select * from \"{table}\"")).expect("the store has this table");
        let columns = select.column_count();
        let mut rows = select.query([]).expect("a store can be read");
        while let Some(row) = rows.next().expect("a store can be read") {
            for column in 0..columns {
                match row.get_ref(column).expect("a store can be read") {
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                        all.push_str(&String::from_utf8_lossy(bytes));
                    }
                    _ => {}
                }
                all.push('\n');
            }
        }
    }
    all
}

fn tables(db: &Connection) -> BTreeSet<String> {
    let select = "select name from sqlite_schema where type = 'table'";
    let mut select = db.prepare(select).expect("every store has a schema");
    let rows = select.query_map([], |row| row.get(0));
    rows.and_then(Iterator::collect).expect("a store can be read")
}
