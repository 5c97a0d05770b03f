//! Letting go: what this file may no longer hold.
//!
//! Only what the worker wrote herself and the server did not take stays: what waits until it is sent,
//! what was refused until somebody has seen to it. Rights lost never cost a note.

use rusqlite::{Connection, params};

use super::{attachment, count, draft, id_of, log, meta, registry, trace};
use crate::error::Result;
use crate::id::{DeviceId, RecordId};
use crate::op::Scope;

/// Lets a record go, with its pictures.
pub fn leave(db: &Connection, record: RecordId) -> Result<()> {
    let own = meta::device(db)?.map(|device| *device.as_bytes());
    // What was refused is this file's own, perhaps from before it became another device.
    let delete = "delete from op where record = ?1 and (verdict = 1 or (device is not ?2 and verdict <> 3))";
    db.prepare_cached(delete)?.execute(params![record.as_bytes(), own])?;
    attachment::leave(db, record)?;
    trace::left(db)?;
    registry::refold(db, record)
}

/// Lets every record of a scope go; of a count half-typed questionnaires, too: a volunteer's phone holds nothing
/// of it then.
pub fn leave_scope(db: &Connection, scope: Scope) -> Result<()> {
    if matches!(scope, Scope::Count(_)) {
        draft::discard_within(db, &scope.to_string())?;
    }
    let select = "select record as id from op where scope = ?1 union select id from record where scope = ?1";
    records(db, select, params![scope.to_string()])?.into_iter().try_for_each(|record| leave(db, record))
}

/// Does this file hold the record as one of that scope?
pub fn holds(db: &Connection, record: RecordId, scope: Scope) -> Result<bool> {
    let select = "select exists (select 1 from op where record = ?1 and scope = ?2)";
    let found = params![record.as_bytes(), scope.to_string()];
    Ok(db.prepare_cached(select)?.query_row(found, |row| row.get(0))?)
}

/// Everything this phone may read has been read, and still the server did not give back some of the
/// operations it answered for: they now belong where this phone may not look, so they go. So does what
/// others wrote and a server that went back does not have: whoever wrote it sends it again.
pub fn settle(db: &Connection, own: DeviceId, acknowledged: u64) -> Result<()> {
    let lost = "verdict = 0 and (device <> ?1 or seq <= ?2)";
    let select = format!("select distinct record as id from op where {lost}");
    let touched = records(db, &select, params![own.as_bytes(), count(acknowledged)])?;
    if touched.is_empty() {
        return Ok(());
    }
    trace::left(db)?;
    db.prepare_cached(&format!("delete from op where {lost}"))?
        .execute(params![own.as_bytes(), count(acknowledged)])?;
    for record in touched {
        // A move may be among what went.
        log::rescope_as_written(db, record)?;
        registry::refold(db, record)?;
    }
    Ok(())
}

fn records(db: &Connection, select: &str, parameters: impl rusqlite::Params) -> Result<Vec<RecordId>> {
    let mut statement = db.prepare_cached(select)?;
    let found = statement.query_map(parameters, |row| id_of(row, "id"))?;
    Ok(found.collect::<Result<_, _>>()?)
}
