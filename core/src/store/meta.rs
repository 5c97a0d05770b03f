//! Small facts of the file, and the counters that never give a number twice.

use rusqlite::{Connection, OptionalExtension, params};

use super::{count, uncount};
use crate::clock::Hlc;
use crate::error::Result;
use crate::id::DeviceId;
use crate::op::Scope;

/// The fact called `key`.
pub fn get(db: &Connection, key: &str) -> Result<Option<String>> {
    let mut select = db.prepare_cached("select value from meta where key = ?1")?;
    Ok(select.query_row([key], |row| row.get(0)).optional()?)
}

/// Writes the fact called `key`.
pub fn set(db: &Connection, key: &str, value: &str) -> Result<()> {
    let upsert = "insert into meta (key, value) values (?1, ?2) on conflict (key) do update set value = excluded.value";
    db.prepare_cached(upsert)?.execute(params![key, value])?;
    Ok(())
}

/// Forgets the fact called `key`.
pub fn forget(db: &Connection, key: &str) -> Result<()> {
    db.execute("delete from meta where key = ?1", [key])?;
    Ok(())
}

/// The device whose own operations this file holds, once it has one.
pub fn device(db: &Connection) -> Result<Option<DeviceId>> {
    Ok(get(db, "device")?.and_then(|text| text.parse().ok()))
}

/// Says whose file this is.
pub fn set_device(db: &Connection, device: DeviceId) -> Result<()> {
    set(db, "device", &device.to_string())
}

/// This file becomes `device`'s. What it wrote as another device stays its own.
pub fn become_device(db: &Connection, device: DeviceId) -> Result<()> {
    let former = own_devices(db)?.iter().map(ToString::to_string).collect::<Vec<_>>();
    set(db, FORMER, &former.join(" "))?;
    set_device(db, device)
}

/// Every device whose operations this file wrote: the one it is, and those it was before it was restored
/// or copied.
pub fn own_devices(db: &Connection) -> Result<Vec<DeviceId>> {
    let former = get(db, FORMER)?.unwrap_or_default();
    let former = former.split(' ').filter_map(|text| text.parse().ok());
    Ok(device(db)?.into_iter().chain(former).collect())
}

const FORMER: &str = "former_devices";

/// The next sequence number of this device's own log. Counted, not looked up: numbers of operations
/// that were purged or erased must never come again.
pub fn next_seq(db: &Connection) -> Result<u64> {
    take(db, OWN_SEQ, 1)
}

/// The last sequence number of this device's own log.
pub fn last_seq(db: &Connection) -> Result<u64> {
    last(db, OWN_SEQ)
}

/// This file is another device's from now on, which has written so many operations.
pub fn set_last_seq(db: &Connection, seq: u64) -> Result<()> {
    set(db, OWN_SEQ, &seq.to_string())
}

const OWN_SEQ: &str = "own_seq";

/// Takes `n` numbers from the counter `key`; returns the first. Numbers are never given twice, not
/// even after the rows that bore them are gone.
pub fn take(db: &Connection, key: &str, n: u64) -> Result<u64> {
    let upsert = "insert into meta (key, value) values (?1, cast(?2 as text))
        on conflict (key) do update set value = cast(cast(value as integer) + ?2 as text)
        returning cast(value as integer)";
    let last: i64 = db.prepare_cached(upsert)?.query_row(params![key, count(n)], |row| row.get(0))?;
    Ok(uncount(last) - n + 1)
}

/// The last number the counter `key` gave; 0 before the first.
pub fn last(db: &Connection, key: &str) -> Result<u64> {
    Ok(get(db, key)?.and_then(|text| text.parse().ok()).unwrap_or_default())
}

/// The next hybrid time of this file's own operations.
pub fn tick(db: &Connection, now: crate::clock::Millis) -> Result<Hlc> {
    let next = last_tick(db)?.tick(now);
    set(db, HLC, &next.to_string())?;
    Ok(next)
}

fn last_tick(db: &Connection) -> Result<Hlc> {
    Ok(get(db, HLC)?.and_then(|text| text.parse().ok()).unwrap_or(Hlc::ZERO))
}

const HLC: &str = "hlc";

/// This file's device has written operation `seq` at `at` in another store of the same server: the next
/// one comes after both.
pub fn has_written(db: &Connection, seq: u64, at: Hlc) -> Result<()> {
    if seq > last_seq(db)? {
        set(db, OWN_SEQ, &seq.to_string())?;
    }
    if at > last_tick(db)? { set(db, HLC, &at.to_string()) } else { Ok(()) }
}

/// How far `scope` has been read from the server; 0 if never.
pub fn cursor(db: &Connection, scope: Scope) -> Result<u64> {
    let mut select = db.prepare_cached("select number from cursor where scope = ?1")?;
    let number: Option<i64> = select.query_row([scope.to_string()], |row| row.get(0)).optional()?;
    Ok(number.map(uncount).unwrap_or_default())
}

/// Every scope this file holds, with its cursor.
pub fn cursors(db: &Connection) -> Result<Vec<(Scope, u64)>> {
    let mut select = db.prepare_cached("select scope, number from cursor order by scope")?;
    let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    let mut cursors = Vec::new();
    for row in rows {
        let (scope, number) = row?;
        cursors.extend(scope.parse().ok().map(|scope| (scope, uncount(number))));
    }
    Ok(cursors)
}

/// Moves the cursor of `scope`.
pub fn set_cursor(db: &Connection, scope: Scope, number: u64) -> Result<()> {
    let upsert = "insert into cursor (scope, number) values (?1, ?2) on conflict (scope) do update set number = excluded.number";
    db.prepare_cached(upsert)?.execute(params![scope.to_string(), count(number)])?;
    Ok(())
}

/// Forgets the cursor of `scope`: the next pull starts from the beginning.
pub fn forget_cursor(db: &Connection, scope: Scope) -> Result<()> {
    db.execute("delete from cursor where scope = ?1", [scope.to_string()])?;
    Ok(())
}
