//! The server's ledger: every operation it takes gets the next number, and has its effect at once.

use rusqlite::{Connection, params};

use super::log::{self, Entry, Verdict};
use super::{count, erase, meta, registry, seal, segment};
use crate::clock::Hlc;
use crate::error::Result;
use crate::id::RecordId;
use crate::op::{Change, Op, OpId, Scope};

/// The counter of the server's log.
const NUMBERS: &str = "log_number";

/// The highest number given so far.
pub fn log_number(db: &Connection) -> Result<u64> {
    meta::last(db, NUMBERS)
}

/// Numbers, appends and folds one operation of the server's own log or of an accepted push.
pub fn take_in(db: &Connection, id: OpId, op: Op, raw: &str, effective: Hlc) -> Result<u64> {
    let number = meta::take(db, NUMBERS, 1)?;
    let (raw, verdict) = (raw.to_owned(), Verdict::Accepted);
    let entry = Entry { id, number: Some(number), effective: Some(effective), verdict, skew: 0, raw, op };
    enter(db, &entry)?;
    Ok(number)
}

/// Appends an operation that has its number and gives it its effect: the one effect of taking it in,
/// here and wherever the log is replayed.
pub fn enter(db: &Connection, entry: &Entry) -> Result<()> {
    note_departure(db, entry)?;
    log::append(db, entry)?;
    settle(db, &entry.op)?;
    seal::seal_next(db, entry)?;
    if matches!(entry.op.change, Change::Move { .. } | Change::Erase { .. }) {
        segment::void(db)?;
    }
    match erase::order_of(entry) {
        Some(order) => erase::carry_out(db, &order).map(drop),
        None => registry::apply(db, entry),
    }
}

/// What stands for an operation that was kept aside settles it, wherever both are.
pub fn settle(db: &Connection, op: &Op) -> Result<()> {
    let Some(aside) = op.stands_for else { return Ok(()) };
    match log::verdict_of(db, aside)? {
        Some(verdict @ Verdict::Quarantined(_)) if !verdict.is_settled() => {
            log::judge(db, aside, &Verdict::settled(verdict.reason().unwrap_or_default()))
        }
        _ => Ok(()),
    }
}

/// A number was given elsewhere; it is not given again.
pub fn has_numbered(db: &Connection, number: u64) -> Result<()> {
    if number > log_number(db)? { meta::set(db, NUMBERS, &number.to_string()) } else { Ok(()) }
}

/// Whoever holds a moved record where it was must learn that it left.
fn note_departure(db: &Connection, entry: &Entry) -> Result<()> {
    let (Change::Move { scope }, Some(number)) = (&entry.op.change, entry.number) else { return Ok(()) };
    let Some(row) = registry::row(db, entry.op.record)?.filter(|row| row.scope != *scope) else {
        return Ok(());
    };
    let insert = "insert into departure (number, scope, record) values (?1, ?2, ?3)";
    let columns = params![count(number), row.scope.to_string(), entry.op.record.as_bytes()];
    db.prepare_cached(insert)?.execute(columns)?;
    Ok(())
}

/// Was the record once in that scope, and left it?
pub fn has_left(db: &Connection, record: RecordId, scope: Scope) -> Result<bool> {
    let select = "select exists (select 1 from departure where record = ?1 and scope = ?2)";
    Ok(db
        .prepare_cached(select)?
        .query_row(params![record.as_bytes(), scope.to_string()], |row| row.get(0))?)
}

/// What left `scope` at a number above `after` and up to `until`, in order.
pub fn departures(db: &Connection, scope: Scope, after: u64, until: u64) -> Result<Vec<RecordId>> {
    let select =
        "select record from departure where scope = ?1 and number > ?2 and number <= ?3 order by number";
    let mut statement = db.prepare_cached(select)?;
    let range = params![scope.to_string(), count(after), count(until)];
    let found = statement.query_map(range, |row| super::id_of(row, "record"))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Was the record ever moved?
pub fn was_moved(db: &Connection, record: RecordId) -> Result<bool> {
    let select = "select exists (select 1 from departure where record = ?1)";
    Ok(db.prepare_cached(select)?.query_row([record.as_bytes()], |row| row.get(0))?)
}
