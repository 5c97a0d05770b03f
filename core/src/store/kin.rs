//! Who is the same: the groups that links between records make.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::id_of;
use crate::error::Result;
use crate::id::RecordId;

/// Writes down which others a record says are the same, and groups anew whoever that concerns.
pub fn relink(db: &Connection, record: RecordId, others: &BTreeSet<RecordId>) -> Result<()> {
    let before: BTreeSet<RecordId> =
        ids(db, "select other as id from link where record = ?1", record)?.into_iter().collect();
    if before == *others {
        return Ok(());
    }
    for gone in before.difference(others) {
        let delete = "delete from link where record = ?1 and other = ?2";
        db.prepare_cached(delete)?.execute(params![record.as_bytes(), gone.as_bytes()])?;
    }
    for new in others.difference(&before) {
        let insert = "insert into link (record, other) values (?1, ?2)";
        db.prepare_cached(insert)?.execute(params![record.as_bytes(), new.as_bytes()])?;
    }
    regroup(db, record)?;
    before.difference(others).try_for_each(|left| regroup(db, *left))
}

/// Everyone reachable from `record` is one group; who stands alone is in none.
fn regroup(db: &Connection, record: RecordId) -> Result<()> {
    let mut members = BTreeSet::from([record]);
    let mut frontier = vec![record];
    while let Some(member) = frontier.pop() {
        let neighbours =
            "select other as id from link where record = ?1 union select record from link where other = ?1";
        frontier.extend(ids(db, neighbours, member)?.into_iter().filter(|next| members.insert(*next)));
    }
    let head = members.first().copied().unwrap_or(record);
    for member in &members {
        let statement = if members.len() > 1 {
            "insert into kin (record, head) values (?1, ?2) on conflict (record) do update set head = excluded.head"
        } else {
            "delete from kin where record = ?1 and ?2 is not null"
        };
        db.prepare_cached(statement)?.execute(params![member.as_bytes(), head.as_bytes()])?;
    }
    Ok(())
}

/// The record's group: all that are the same, itself among them, smallest id first.
pub fn group(db: &Connection, record: RecordId) -> Result<Vec<RecordId>> {
    let head = head(db, record)?;
    let members = ids(db, "select record as id from kin where head = ?1 order by record", head)?;
    Ok(if members.is_empty() { vec![record] } else { members })
}

/// The name of the record's group: itself if it stands alone.
pub fn head(db: &Connection, record: RecordId) -> Result<RecordId> {
    let mut select = db.prepare_cached("select head as id from kin where record = ?1")?;
    let found = select.query_row([record.as_bytes()], |row| id_of(row, "id")).optional()?;
    Ok(found.unwrap_or(record))
}

fn ids(db: &Connection, select: &str, record: RecordId) -> Result<Vec<RecordId>> {
    let mut statement = db.prepare_cached(select)?;
    let found = statement.query_map([record.as_bytes()], |row| id_of(row, "id"))?;
    Ok(found.collect::<Result<_, _>>()?)
}
