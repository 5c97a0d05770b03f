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
use crate::store::segment::{self, Kept, SegmentHash};
use crate::store::{count, id_of, registry};

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

/// Segments that were made and are not kept yet.
#[derive(Debug)]
pub struct Made {
    scope: Scope,
    pinned: u64,
    voided: u64,
    segments: Vec<Vec<u8>>,
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

/// Makes the segments of a scope up to a number. Takes as long as reading the scope does; writes nothing.
pub fn make(db: &Connection, scope: Scope, pinned: u64) -> Result<Made> {
    make_of(db, scope, pinned, FULL)
}

/// The same, with another size of segment: so many bytes of operations and the one that goes over it.
pub fn make_of(db: &Connection, scope: Scope, pinned: u64, full: usize) -> Result<Made> {
    let voided = segment::voided(db)?;
    let settled = settled_by(db, pinned)?;
    let (mut segments, mut open, mut bytes) = (Vec::new(), Segment::default(), 0);
    for record in newest_first(db, scope, pinned)? {
        let (moves, written) = told(db, record, scope, pinned)?;
        let mut moves = Some(moves).filter(|_| !written.is_empty());
        for entry in compacted(written, settled) {
            for entry in moves.take().into_iter().flatten().chain([entry]) {
                bytes += entry.raw.len();
                open.put(entry)?;
            }
            if bytes >= full {
                segments.push(pack(&std::mem::take(&mut open))?);
                bytes = 0;
            }
        }
    }
    if !open.ops.is_empty() || segments.is_empty() {
        segments.push(pack(&open)?);
    }
    Ok(Made { scope, pinned, voided, segments })
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

/// The same, unless they are made already.
pub fn make_once(db: &Connection, scope: Scope, pinned: u64) -> Result<Option<Made>> {
    if segment::of_scope(db, scope, pinned)?.is_empty() {
        make(db, scope, pinned).map(Some)
    } else {
        Ok(None)
    }
}

/// Keeps what was made; false if something in it must not be read any more and it has to be made again.
pub fn keep(db: &Connection, made: &Made) -> Result<bool> {
    let stands = segment::voided(db)? == made.voided;
    if stands {
        segment::keep(db, made.scope, made.pinned, &made.segments)?;
    }
    Ok(stands)
}

fn newest_first(db: &Connection, scope: Scope, pinned: u64) -> Result<Vec<RecordId>> {
    let select = "select record from op where scope = ?1 and number <= ?2
        group by record order by max(number) desc";
    let mut select = db.prepare_cached(select)?;
    let rows = select.query_map(params![scope.to_string(), count(pinned)], |row| id_of(row, "record"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

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
