//! Where to look for doubts, without folding every record anew.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::id_of;
use crate::error::Result;
use crate::id::RecordId;

/// Living records on which more than one device wrote: only these can hold two values nobody has seen
/// together.
pub fn written_by_several(db: &Connection) -> Result<Vec<RecordId>> {
    let select = "select id from record where kind in ('person', 'site') and void = 0
        and (select count(distinct device) from op where op.record = record.id) > 1";
    records(db, select)
}

/// Every record that is linked to another.
pub fn linked(db: &Connection) -> Result<Vec<RecordId>> {
    records(db, "select record as id from kin")
}

fn records(db: &Connection, select: &str) -> Result<Vec<RecordId>> {
    let mut statement = db.prepare_cached(select)?;
    let found = statement.query_map([], |row| id_of(row, "id"))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The pairs of sites in boxes of `metres` around each other, the smaller id first; some are a little
/// farther apart than that.
pub fn sites_within(db: &Connection, metres: f64) -> Result<BTreeSet<(RecordId, RecordId)>> {
    // A degree of latitude is 111 km; of longitude, between 49° and 55° N, at least 63 km.
    let (lat, lon) = (metres / 111_000.0, metres / 63_000.0);
    let select = "select a.id as one, b.id as other from site_position here
        join site_position there on there.max_lat >= here.min_lat - ?1 and there.min_lat <= here.max_lat + ?1
            and there.max_lon >= here.min_lon - ?2 and there.min_lon <= here.max_lon + ?2
        join record a on a.n = here.n join record b on b.n = there.n
        where a.id < b.id";
    let mut statement = db.prepare_cached(select)?;
    let found = statement.query_map([lat, lon], |row| Ok((id_of(row, "one")?, id_of(row, "other")?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}
