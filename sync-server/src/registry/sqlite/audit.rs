//! The audit: who did and read what, in ids and codes.

use std::collections::BTreeSet;

use latarnia_core::clock::Millis;
use latarnia_core::error::Result;
use latarnia_core::id::{RecordId, WorkerId};
use latarnia_core::view::worker_names;
use rusqlite::{Connection, params};

use crate::registry::{AuditRow, Note};

/// Keeps a note, in the transaction of what it is about.
pub fn keep(db: &Connection, note: &Note) -> Result<()> {
    let insert =
        "insert into audit (at, worker, action, kind, record, detail) values (?1, ?2, ?3, ?4, ?5, ?6)";
    db.prepare_cached(insert)?.execute(parts(note))?;
    Ok(())
}

/// Of what was erased only the fact stays that somebody did something.
pub fn forget_details(db: &Connection, records: &BTreeSet<RecordId>) -> Result<()> {
    let mut update = db.prepare_cached("update audit set detail = '' where record = ?1 and detail <> ''")?;
    records.iter().try_for_each(|record| update.execute([record.as_bytes()]).map(drop))?;
    Ok(())
}

/// Was the same kept within the last `within` milliseconds?
pub fn is_kept(db: &Connection, note: &Note, within: i64) -> Result<bool> {
    let select = "select exists (select 1 from audit where at > ?1 and worker is ?2 and action = ?3
        and kind is ?4 and record is ?5 and detail = ?6)";
    let (at, worker, action, kind, record, detail) = parts(note);
    let columns = params![at - within, worker, action, kind, record, detail];
    Ok(db.prepare_cached(select)?.query_row(columns, |row| row.get(0))?)
}

type Parts<'a> = (i64, Option<[u8; 16]>, &'a str, Option<String>, Option<[u8; 16]>, &'a str);

fn parts(note: &Note) -> Parts<'_> {
    (
        note.at.0,
        note.worker.map(|id| *id.as_bytes()),
        note.action,
        note.kind.map(|kind| kind.to_string()),
        note.record.map(|id| *id.as_bytes()),
        &note.detail,
    )
}

/// The newest `limit` notes.
pub fn newest(db: &Connection, limit: u32) -> Result<Vec<AuditRow>> {
    let names = worker_names(db)?;
    let select = "select id, at, worker, action, kind, record, detail from audit order by id desc limit ?1";
    let mut select = db.prepare_cached(select)?;
    let rows = select.query_map([limit], |row| {
        let worker = row.get::<_, Option<[u8; 16]>>(2)?.map(WorkerId::from);
        Ok(AuditRow {
            id: row.get(0)?,
            at: Millis(row.get(1)?),
            worker,
            worker_name: worker.and_then(|id| names.get(&id).cloned()),
            action: row.get(3)?,
            kind: row.get(4)?,
            record: row.get::<_, Option<[u8; 16]>>(5)?.map(RecordId::from),
            detail: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
