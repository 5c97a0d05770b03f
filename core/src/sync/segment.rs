//! First reading, the server's side: a scope's log up to a number, in pieces that every phone that reads
//! the scope for the first time gets alike.
//!
//! A piece is a packed [`Segment`]. It is named by the hash of its bytes, so half of one can be told from
//! all of it, and one fetched twice is the same. The newest records come first: whoever reads can work
//! with what has come. Up to which number they go is not chosen: it is the last one that [`EVERY`]
//! divides. So they are made once for many phones, and several servers of one log make the same.

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::protocol::{Numbered, pack};
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::id::{DeviceId, RecordId};
use crate::merge::compact;
use crate::op::{Change, Scope, is_blank};
use crate::store::log::{self, Entry};
use crate::store::segment::{self, Kept, Making, SegmentHash};
use crate::store::{Store, count, id_of, registry};

/// The log is cut at every number that this divides.
pub const EVERY: u64 = 1_000;

/// Milliseconds after which an overwritten value is told no more: longer than a server goes back, for then
/// the value counts again, and who has read it here may be the only one to give it back.
const SETTLED_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// Bytes of operations after which a segment ends.
const FULL: usize = 512 * 1024;

/// One piece of a scope's log.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Segment {
    /// The devices named in it, each once.
    pub devices: Vec<DeviceId>,
    /// The operations, all of one record together.
    pub ops: Vec<Numbered>,
}

/// What a scope consists of, for who reads it for the first time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = FillPlan))]
pub struct Plan {
    /// Up to which number the pieces go.
    pub pinned: u64,
    /// The pieces, in the order to read them.
    pub segments: Vec<Piece>,
}

/// One piece of a [`Plan`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = FillPiece))]
pub struct Piece {
    /// Its name: the BLAKE3 hash of its bytes, 64 lower-case hex digits.
    pub hash: String,
    /// How many bytes it has.
    pub length: u64,
}

impl From<Kept> for Piece {
    fn from(kept: Kept) -> Self {
        Self { hash: name_of(&kept.hash), length: kept.length }
    }
}

/// The hash a segment is named by.
///
/// # Errors
/// [`Error::MalformedMessage`] unless `name` is 64 hex digits.
pub fn hash_of(name: &str) -> Result<SegmentHash> {
    let hash = blake3::Hash::from_hex(name).map(|hash| *hash.as_bytes());
    hash.map_err(|error| Error::MalformedMessage(format!("a segment's name: {error}")))
}

/// The name of a segment.
pub fn name_of(hash: &SegmentHash) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}

/// Is there anything of the scope up to that number?
pub fn is_worth_it(db: &Connection, scope: Scope, pinned: u64) -> Result<bool> {
    let select = "select exists (select 1 from op where scope = ?1 and number <= ?2)";
    Ok(db.prepare_cached(select)?.query_row(params![scope.to_string(), count(pinned)], |row| row.get(0))?)
}

/// The plan of a scope, if its segments are made.
pub fn plan(db: &Connection, scope: Scope, pinned: u64) -> Result<Option<Plan>> {
    let segments: Vec<Piece> = segment::of_scope(db, scope, pinned)?.into_iter().map(Piece::from).collect();
    Ok((!segments.is_empty()).then_some(Plan { pinned, segments }))
}

/// Makes the segments of a scope up to a number and gives them to `keep`, one after the other: however long
/// the log is, no more than one is in memory. Ends early, with false, when `keep` does. Takes as long as
/// reading the scope does; writes nothing.
pub fn make(
    db: &Connection,
    scope: Scope,
    pinned: u64,
    keep: impl FnMut(&[u8]) -> Result<bool>,
) -> Result<bool> {
    make_of(db, scope, pinned, FULL, keep)
}

/// The same, with another size of segment: so many bytes of operations and the one that goes over it.
fn make_of(
    db: &Connection,
    scope: Scope,
    pinned: u64,
    full: usize,
    mut keep: impl FnMut(&[u8]) -> Result<bool>,
) -> Result<bool> {
    let settled = settled_by(db, pinned)?;
    let (mut open, mut bytes, mut made) = (Segment::default(), 0, 0_u64);
    let mut newest_first = db.prepare_cached(NEWEST_FIRST)?;
    let mut records = newest_first.query(params![scope.to_string(), count(pinned)])?;
    while let Some(row) = records.next()? {
        let (moves, written) = told(db, id_of(row, "record")?, scope, pinned)?;
        let mut moves = Some(moves).filter(|_| !written.is_empty());
        for entry in compacted(written, settled) {
            for entry in moves.take().into_iter().flatten().chain([entry]) {
                bytes += entry.raw.len();
                open.put(entry)?;
            }
            if bytes >= full {
                if !keep(&pack(&std::mem::take(&mut open))?)? {
                    return Ok(false);
                }
                (bytes, made) = (0, made + 1);
            }
        }
    }
    if open.ops.is_empty() && made > 0 { Ok(true) } else { keep(&pack(&open)?) }
}

/// What brought a record into the scope, however new, and what was written of it up to a number. The first
/// comes before all else: under a scope the record has left, who reads would let it go with that one, and
/// not with this.
fn told(db: &Connection, record: RecordId, scope: Scope, pinned: u64) -> Result<(Vec<Entry>, Vec<Entry>)> {
    let all = log::of_record_in(db, record, scope, u64::MAX)?;
    let (moves, mut written): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|entry| matches!(entry.op.change, Change::Move { .. }));
    written.retain(|entry| entry.number.is_some_and(|number| number <= pinned) && !is_blank(&entry.op));
    Ok((moves, written))
}

/// The operations of a record, without the values that others of them replaced before a time.
fn compacted(mut written: Vec<Entry>, settled: Millis) -> Vec<Entry> {
    let state = registry::fold(written.iter().filter(|entry| entry.merge_time().millis() < settled));
    for entry in &mut written {
        if let Some(rest) = compact(&state, entry.id, &entry.op, &entry.raw) {
            entry.raw = rest;
        }
    }
    written
}

/// What is older than this does not change any more. The log says it, not the clock, so that all servers make
/// the same segments.
fn settled_by(db: &Connection, pinned: u64) -> Result<Millis> {
    Ok(log::effective_at(db, pinned)?.map_or(Millis(0), |newest| newest.millis().plus(-SETTLED_MS)))
}

/// Makes the segments of a scope and keeps them, for who owns the store and reads and writes in turn.
pub fn make_here(store: &mut Store, scope: Scope, pinned: u64, full: usize) -> Result<()> {
    let (mut making, mut made) = (store.write(|db| Making::begin(db, scope, pinned))?, Vec::new());
    make_of(store.db(), scope, pinned, full, |piece| {
        made.push(piece.to_vec());
        Ok(true)
    })?;
    store.write(|db| {
        made.iter().try_for_each(|piece| making.add(db, piece).map(drop))?;
        making.finish(db).map(drop)
    })
}

/// Each record of the scope, at the place of its newest operation. Nothing is sorted for it, and the later ones
/// are looked for among those of the record alone (hence the `+`).
const NEWEST_FIRST: &str = "select o.record from op o where o.scope = ?1 and o.number <= ?2
    and not exists (select 1 from op later where later.record = o.record and +later.scope = ?1
        and +later.number > o.number and +later.number <= ?2)
    order by o.number desc";

impl Segment {
    fn put(&mut self, entry: Entry) -> Result<()> {
        let device = entry.id.device;
        let place = self.devices.iter().position(|known| *known == device).unwrap_or_else(|| {
            self.devices.push(device);
            self.devices.len() - 1
        });
        self.ops.push(Numbered::of(entry, place, true)?);
        Ok(())
    }
}
