//! A scope being read for the first time: which pieces there are, and what of them has come.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::segment::SegmentHash;
use super::{count, uncount};
use crate::error::Result;
use crate::op::Scope;

/// The next piece to read, and how far it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Of which scope.
    pub scope: Scope,
    /// Which piece.
    pub place: u64,
    /// What its bytes must hash to.
    pub hash: SegmentHash,
    /// How many bytes it has.
    pub length: u64,
    /// How many of them are here.
    pub held: u64,
}

/// How far first reading has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Pieces that were read.
    pub taken: u64,
    /// All pieces.
    pub total: u64,
}

/// The scopes being read for the first time, each with the number to read on from.
pub fn scopes(db: &Connection) -> Result<BTreeMap<Scope, u64>> {
    let mut select = db.prepare_cached("select scope, min(since) from fill group by scope")?;
    let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    let mut scopes = BTreeMap::new();
    for row in rows {
        let (scope, since) = row?;
        scopes.extend(scope.parse().ok().map(|scope| (scope, uncount(since))));
    }
    Ok(scopes)
}

/// The scope consists of these pieces, as of `pinned`. What came of a piece that is still among them stays.
/// What came of another may have left the scope since: the log is read on from where the first plan stood.
/// Returns that number if nothing is left to fetch, because what had not come left the scope.
pub fn plan(
    db: &Connection,
    scope: Scope,
    pinned: u64,
    pieces: &[(SegmentHash, u64)],
) -> Result<Option<u64>> {
    let name = scope.to_string();
    let known = "select min(since) from fill where scope = ?1";
    let since: Option<i64> = db.prepare_cached(known)?.query_row([&name], |row| row.get(0))?;
    let mut before =
        db.prepare_cached("select hash, held, taken from fill where scope = ?1 order by place")?;
    let rows = before.query_map([&name], |row| {
        Ok((row.get::<_, SegmentHash>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, bool>(2)?))
    })?;
    let before: Vec<_> = rows.collect::<Result<_, _>>()?;
    if !before.is_empty() && before.iter().map(|(hash, ..)| hash).eq(pieces.iter().map(|(hash, _)| hash)) {
        return Ok(None);
    }
    forget(db, scope)?;
    let insert = "insert into fill (scope, since, place, hash, length, held, taken) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let mut insert = db.prepare_cached(insert)?;
    for (place, (hash, length)) in (0_i64..).zip(pieces) {
        let here = before.iter().find(|(known, ..)| known == hash);
        let (held, taken) = here.map_or((&[][..], false), |(_, held, taken)| (held, *taken));
        let since = since.unwrap_or(i64::MAX).min(count(pinned));
        insert.execute(params![name, since, place, hash, count(*length), held, taken])?;
    }
    finished(db, scope)
}

/// The next piece to read, newest records first.
pub fn next(db: &Connection) -> Result<Option<Wanted>> {
    let select = "select scope, place, hash, length, length(held) as held from fill
        where taken = 0 order by place, scope limit 1";
    let found = db.prepare_cached(select)?.query_row([], |row| {
        let (place, length, held) = (row.get("place")?, row.get("length")?, row.get("held")?);
        let scope: String = row.get("scope")?;
        Ok((scope, uncount(place), row.get::<_, SegmentHash>("hash")?, uncount(length), uncount(held)))
    });
    let wanted = found.optional()?.and_then(|(scope, place, hash, length, held)| {
        Some(Wanted { scope: scope.parse().ok()?, place, hash, length, held })
    });
    Ok(wanted)
}

/// More bytes came of a piece. Returns all of it that is here.
pub fn add(db: &Connection, wanted: &Wanted, bytes: &[u8]) -> Result<Vec<u8>> {
    let update =
        "update fill set held = cast(held || ?3 as blob) where scope = ?1 and place = ?2 returning held";
    let which = params![wanted.scope.to_string(), count(wanted.place), bytes];
    Ok(db.prepare_cached(update)?.query_row(which, |row| row.get(0))?)
}

/// What came of a piece is not what it should be: it is read anew.
pub fn begin_again(db: &Connection, wanted: &Wanted) -> Result<()> {
    let update = "update fill set held = x'' where scope = ?1 and place = ?2";
    db.prepare_cached(update)?.execute(params![wanted.scope.to_string(), count(wanted.place)])?;
    Ok(())
}

/// A piece was read. Returns the number to read on from if it was the last one of its scope.
pub fn taken(db: &Connection, wanted: &Wanted) -> Result<Option<u64>> {
    let update = "update fill set held = x'', taken = 1 where scope = ?1 and place = ?2";
    db.prepare_cached(update)?.execute(params![wanted.scope.to_string(), count(wanted.place)])?;
    finished(db, wanted.scope)
}

/// The number to read on from, if every piece of the scope was read.
fn finished(db: &Connection, scope: Scope) -> Result<Option<u64>> {
    let select = "select min(since) from fill where scope = ?1 having min(taken) = 1";
    let since = db.prepare_cached(select)?.query_row([scope.to_string()], |row| row.get(0));
    let Some(since) = since.optional()?.map(uncount) else { return Ok(None) };
    forget(db, scope)?;
    Ok(Some(since))
}

/// The scope is not being read for the first time any more.
pub fn forget(db: &Connection, scope: Scope) -> Result<()> {
    db.prepare_cached("delete from fill where scope = ?1")?.execute([scope.to_string()])?;
    Ok(())
}

/// How far first reading has come; no pieces if there is none.
pub fn progress(db: &Connection) -> Result<Filled> {
    let select = "select coalesce(sum(taken), 0), count(*) from fill";
    Ok(db
        .prepare_cached(select)?
        .query_row([], |row| Ok(Filled { taken: uncount(row.get(0)?), total: uncount(row.get(1)?) }))?)
}
