//! Segments at rest: the server's pieces of a scope's log, made once for all phones that read the scope
//! for the first time.

use rusqlite::{Connection, OptionalExtension, params};

use super::{count, meta, uncount};
use crate::error::Result;
use crate::op::Scope;

/// BLAKE3 of a segment's bytes, which is its name.
pub type SegmentHash = [u8; 32];

/// One segment as it lies here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub hash: SegmentHash,
    /// How many bytes it has.
    pub length: u64,
}

/// How often segments were thrown away: what was read before may not be kept after.
const VOIDED: &str = "segments_voided";

/// How often segments were thrown away.
pub fn voided(db: &Connection) -> Result<u64> {
    meta::last(db, VOIDED)
}

/// Throws all of them away: something in them must not be read by somebody any more.
pub fn void(db: &Connection) -> Result<()> {
    meta::take(db, VOIDED, 1)?;
    db.prepare_cached("delete from segment")?.execute([])?;
    Ok(())
}

/// The segments of a scope up to that number, in order; none if they are not made.
pub fn of_scope(db: &Connection, scope: Scope, pinned: u64) -> Result<Vec<Kept>> {
    let select =
        "select hash, length(bytes) as length from segment where scope = ?1 and pinned = ?2 order by place";
    let mut select = db.prepare_cached(select)?;
    let rows = select.query_map(params![scope.to_string(), count(pinned)], |row| {
        Ok(Kept { hash: row.get("hash")?, length: uncount(row.get("length")?) })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps the segments of a scope instead of those that were here.
pub fn keep(db: &Connection, scope: Scope, pinned: u64, segments: &[Vec<u8>]) -> Result<()> {
    db.prepare_cached("delete from segment where scope = ?1")?.execute([scope.to_string()])?;
    let insert = "insert into segment (scope, pinned, place, hash, bytes) values (?1, ?2, ?3, ?4, ?5)";
    let mut insert = db.prepare_cached(insert)?;
    for (place, bytes) in (0_i64..).zip(segments) {
        let hash = *blake3::hash(bytes).as_bytes();
        insert.execute(params![scope.to_string(), count(pinned), place, hash, bytes])?;
    }
    Ok(())
}

/// The bytes of a segment of one of these scopes.
pub fn find(db: &Connection, hash: &SegmentHash, scopes: &[Scope]) -> Result<Option<Vec<u8>>> {
    let mut select = db.prepare_cached("select scope, bytes from segment where hash = ?1")?;
    let found = select.query_row([hash], |row| Ok((row.get::<_, String>(0)?, row.get(1)?))).optional()?;
    let held = |scope: &str| scopes.iter().any(|one| one.to_string() == scope);
    Ok(found.filter(|(scope, _)| held(scope)).map(|(_, bytes)| bytes))
}
