//! Who holds the same operations shows the same.

use std::collections::{BTreeMap, BTreeSet};

use latarnia_core::id::RecordId;
use latarnia_core::op::Scope;
use latarnia_core::store::{Store, registry};
use rusqlite::Connection;

use super::Findings;
use super::kept::granted;
use crate::sim::disk::Disk;
use crate::sim::harm::Harm;
use crate::sim::world::World;

/// Equal bases, equal rows, tables that are what the log says, one worker's own order, sound files.
pub fn judge(world: &World) -> Findings {
    let mut found = Findings::new();
    let server = &world.server.disk;
    disorder(server.store().db(), &mut found);
    rebuilt("the server", server.store(), &mut found);
    let rows = rows(server.store().db());
    for phone in world.well() {
        let store = world.phones[phone].disk.store();
        for scope in granted(world, phone) {
            bases(world, phone, scope, &mut found);
        }
        unlike(world, phone, &rows, &mut found);
        rebuilt(&format!("phone {phone}"), store, &mut found);
    }
    found
}

fn bases(world: &World, phone: usize, scope: Scope, found: &mut Findings) {
    let [here, there] = [&world.phones[phone].disk, &world.server.disk]
        .map(|disk| registry::base_digest(disk.store().db(), scope).expect("a store can be read"));
    if here != there {
        let which = first_unlike(&world.phones[phone].disk, &world.server.disk);
        found.push((Harm::Diverged, format!("the base of {scope} on phone {phone} is another: {which}")));
    }
}

/// What differs, for who reads the report.
fn first_unlike(here: &Disk, there: &Disk) -> String {
    let (here, there) = (here.store().db(), there.store().db());
    let state = |db: &Connection, record| {
        let state = registry::base_state(db, record).expect("a store can be read");
        serde_json::to_string(&state).expect("a state is plain JSON")
    };
    let records = logged(here).into_iter().filter(|record| logged(there).contains(record));
    let unlike = records.map(|record| (state(here, record), state(there, record))).find(|(a, b)| a != b);
    unlike.map_or_else(|| "other records".into(), |(here, there)| format!("{here}, not {there}"))
}

/// A record's row, without the number that is the file's own.
type Row = String;

fn rows(db: &Connection) -> BTreeMap<RecordId, (Scope, Row)> {
    let select =
        "select id, scope, json_array(kind, scope, hex(author), hex(subject), hex(site), hex(outing),
        hex(contact), occurred, updated, void, doc) from record";
    let mut select = db.prepare(select).expect("the registry has these columns");
    let rows = select.query_map([], |row| {
        let id = RecordId::from(row.get::<_, [u8; 16]>(0)?);
        Ok((id, (row.get::<_, String>(1)?.parse().expect("it was written as a scope"), row.get(2)?)))
    });
    rows.and_then(Iterator::collect).expect("a store can be read")
}

/// Every row is on both sides, but those a phone's own refused operations still stand in.
fn unlike(world: &World, phone: usize, server: &BTreeMap<RecordId, (Scope, Row)>, found: &mut Findings) {
    let db = world.phones[phone].disk.store().db();
    let (here, scopes, own) = (rows(db), granted(world, phone), refused(db));
    let records: BTreeSet<RecordId> = here.keys().chain(server.keys()).copied().collect();
    for record in records.difference(&own) {
        let there = server.get(record).filter(|(scope, _)| scopes.contains(scope));
        if here.get(record) != there {
            let what = format!("{record:?} on phone {phone}: {:?}, not {there:?}", here.get(record));
            found.push((Harm::Diverged, what));
        }
    }
}

fn refused(db: &Connection) -> BTreeSet<RecordId> {
    let mut select =
        db.prepare("select record from op where verdict <> 1").expect("the log has these columns");
    let rows = select.query_map([], |row| Ok(row.get::<_, [u8; 16]>(0)?.into()));
    rows.and_then(Iterator::collect).expect("a store can be read")
}

/// Each device's operations are effective in the order in which they were written.
fn disorder(db: &Connection, found: &mut Findings) {
    let select = "select hex(device), seq from (select device, seq, effective,
            lag(effective) over (partition by device order by seq) as before from op where number is not null)
        where effective <= before";
    let mut select = db.prepare(select).expect("the log has these columns");
    let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)));
    let flipped: Vec<_> = rows.and_then(Iterator::collect).expect("a store can be read");
    for (device, seq) in flipped {
        found.push((Harm::Diverged, format!("{device}:{seq} is effective before the one written before it")));
    }
}

/// Registry, words and positions are what a rebuild from the log makes of them, and the file is sound.
fn rebuilt(whose: &str, store: &Store, found: &mut Findings) {
    let db = store.db();
    let moment = db.unchecked_transaction().expect("nobody else writes");
    let before = tables(&moment);
    for record in logged(&moment) {
        registry::refold(&moment, record).expect("a store can be written");
    }
    let after = tables(&moment);
    drop(moment);
    if before != after {
        let changed: Vec<_> = before.symmetric_difference(&after).collect();
        found.push((Harm::Diverged, format!("{whose} is not what its log says: {changed:?}")));
    }
    let orphans = rows(db).into_keys().filter(|record| !logged(db).contains(record));
    found.extend(orphans.map(|record| (Harm::Diverged, format!("{whose}: {record:?} has no operation"))));
    let problems = store.problems().expect("a store can be read");
    found.extend(problems.into_iter().map(|problem| (Harm::Lost, format!("{whose}: {problem}"))));
}

fn logged(db: &Connection) -> BTreeSet<RecordId> {
    let mut select =
        db.prepare("select distinct record from op where record <> zeroblob(16)").expect("columns");
    let rows = select.query_map([], |row| Ok(row.get::<_, [u8; 16]>(0)?.into()));
    rows.and_then(Iterator::collect).expect("a store can be read")
}

/// Everything the registry shows, with its words and positions.
fn tables(db: &Connection) -> BTreeSet<String> {
    let select = "select json_array(hex(r.id), r.kind, r.scope, hex(r.author), hex(r.subject), hex(r.site),
            hex(r.outing), hex(r.contact), r.occurred, r.updated, r.unsent, r.void, r.doc, s.words, p.min_lon, p.min_lat)
        from record r left join search s on s.rowid = r.n left join site_position p on p.n = r.n
        union all select 'word of nothing ' || rowid from search where rowid not in (select n from record)
        union all select 'link ' || hex(record) || hex(other) from link
        union all select 'kin ' || hex(record) || hex(head) from kin
        union all select 'place of nothing ' || n from site_position where n not in (select n from record)";
    let mut select = db.prepare(select).expect("the registry has these columns");
    let rows = select.query_map([], |row| row.get(0));
    rows.and_then(Iterator::collect).expect("a store can be read")
}
