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

/// Under this name lie the segments of a scope that are being made; nobody is given them.
fn unfinished(scope: Scope) -> String {
    format!("unfinished {scope}")
}

/// The making of a scope's segments: one after the other is kept aside until all are there. None is kept
/// that was read before something in it ceased to be for everybody.
#[derive(Debug)]
pub struct Making {
    scope: Scope,
    pinned: u64,
    voided: u64,
    place: i64,
}

impl Making {
    /// Begins, and forgets what was left unfinished. What is kept from now on must be read after this.
    pub fn begin(db: &Connection, scope: Scope, pinned: u64) -> Result<Self> {
        let delete = "delete from segment where scope = ?1";
        db.prepare_cached(delete)?.execute([unfinished(scope)])?;
        Ok(Self { scope, pinned, voided: voided(db)?, place: 0 })
    }

    /// Keeps the next one; false if something was taken out since the beginning and all must be made again.
    pub fn add(&mut self, db: &Connection, bytes: &[u8]) -> Result<bool> {
        if voided(db)? != self.voided {
            return Ok(false);
        }
        let insert = "insert into segment (scope, pinned, place, hash, bytes) values (?1, ?2, ?3, ?4, ?5)";
        let (hash, pinned) = (*blake3::hash(bytes).as_bytes(), count(self.pinned));
        let columns = params![unfinished(self.scope), pinned, self.place, hash, bytes];
        db.prepare_cached(insert)?.execute(columns)?;
        self.place += 1;
        Ok(true)
    }

    /// They are the scope's segments from now on, instead of those that were here; false as in [`Self::add`].
    pub fn finish(self, db: &Connection) -> Result<bool> {
        if voided(db)? != self.voided {
            return Ok(false);
        }
        let name = self.scope.to_string();
        db.prepare_cached("delete from segment where scope = ?1")?.execute([&name])?;
        let rename = "update segment set scope = ?2 where scope = ?1";
        db.prepare_cached(rename)?.execute([&unfinished(self.scope), &name])?;
        Ok(true)
    }
}

/// The bytes of a segment of one of these scopes.
pub fn find(db: &Connection, hash: &SegmentHash, scopes: &[Scope]) -> Result<Option<Vec<u8>>> {
    let mut select = db.prepare_cached("select bytes from segment where hash = ?1 and scope = ?2")?;
    for scope in scopes {
        let found = select.query_row(params![hash, scope.to_string()], |row| row.get(0)).optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const SCOPE: Scope = Scope::Organisation;

    fn hash(bytes: &[u8]) -> SegmentHash {
        *blake3::hash(bytes).as_bytes()
    }

    #[test]
    fn a_segment_is_given_out_when_all_are_made_and_never_after_something_was_taken_out() {
        let mut store = Store::in_memory().expect("store");
        let steps: Result<()> = store.write(|db| {
            let mut making = Making::begin(db, SCOPE, 1_000)?;
            assert!(making.add(db, b"one")? && making.add(db, b"two")?);
            assert_eq!(find(db, &hash(b"one"), &[SCOPE])?, None, "not all are there");
            assert!(of_scope(db, SCOPE, 1_000)?.is_empty());
            assert!(making.finish(db)?);
            assert_eq!(find(db, &hash(b"two"), &[SCOPE])?, Some(b"two".to_vec()));
            assert_eq!(find(db, &hash(b"two"), &[])?, None, "only to who may hold the scope");

            let mut late = Making::begin(db, SCOPE, 2_000)?;
            assert!(late.add(db, b"three")?);
            void(db)?;
            assert!(!late.add(db, b"four")?, "what it read may not be read any more");
            assert!(!late.finish(db)?);
            let left: i64 = db.query_row("select count(*) from segment", [], |row| row.get(0))?;
            assert_eq!(left, 0, "nothing of it lies here");
            Ok(())
        });
        steps.expect("no step fails");
    }
}
