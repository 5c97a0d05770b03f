//! Letting go: what this file may no longer hold.
//!
//! Only what the worker wrote herself and the server did not take stays: what waits until it is sent,
//! what was refused until somebody has seen to it. Rights lost never cost a note.

use rusqlite::{Connection, params};

use super::{attachment, count, id_of, registry};
use crate::error::Result;
use crate::id::{DeviceId, RecordId};
use crate::op::Scope;

/// Lets a record go, with its pictures.
pub fn leave(db: &Connection, record: RecordId) -> Result<()> {
    db.prepare_cached("delete from op where record = ?1 and verdict = 1")?.execute([record.as_bytes()])?;
    attachment::leave(db, record)?;
    registry::refold(db, record)
}

/// Lets every record of a scope go.
pub fn leave_scope(db: &Connection, scope: Scope) -> Result<()> {
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
/// operations it answered for: they now belong where this phone may not look, so they go.
pub fn settle(db: &Connection, own: DeviceId, acknowledged: u64) -> Result<()> {
    let lost = "device = ?1 and verdict = 0 and seq <= ?2";
    let select = format!("select distinct record as id from op where {lost}");
    let touched = records(db, &select, params![own.as_bytes(), count(acknowledged)])?;
    if touched.is_empty() {
        return Ok(());
    }
    db.prepare_cached(&format!("delete from op where {lost}"))?
        .execute(params![own.as_bytes(), count(acknowledged)])?;
    touched.into_iter().try_for_each(|record| registry::refold(db, record))
}

fn records(db: &Connection, select: &str, parameters: impl rusqlite::Params) -> Result<Vec<RecordId>> {
    let mut statement = db.prepare_cached(select)?;
    let found = statement.query_map(parameters, |row| id_of(row, "id"))?;
    Ok(found.collect::<Result<_, _>>()?)
}
