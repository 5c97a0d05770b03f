//! The server's side: what it takes, from whom, and for how long.

use rusqlite::Connection;

use super::named::{Standing, named_by, standing};
use super::{Held, Piece, UNNAMED_MS};
use crate::clock::Millis;
use crate::error::{OrNotFound, Result};
use crate::id::{RecordId, WorkerId};
use crate::record::{Attached, AttachmentHash};
use crate::store::attachment::{self, Attachment, Part, Taken};
use crate::store::log::{self, Verdict};

/// What became of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// So much is here now.
    Held(Held),
    /// It is longer or shorter than a piece at its place.
    Misshapen,
    /// All bytes together do not have the hash; they were thrown away.
    WrongHash,
    /// All bytes together are more than a bare picture; they were thrown away.
    NotBare,
    /// All bytes together are no sound; they were thrown away.
    NotSound,
    /// There is no room for more pictures.
    NoRoom,
}

impl Put {
    /// What became of a piece of a picture of `bytes` bytes.
    pub const fn of(taken: Taken, bytes: u64) -> Self {
        match taken {
            Taken::Held(held) => Self::Held(Held { held, bytes }),
            Taken::Misshapen => Self::Misshapen,
            Taken::WrongHash => Self::WrongHash,
            Taken::NotBare => Self::NotBare,
            Taken::NotSound => Self::NotSound,
        }
    }
}

/// How much of a picture is here, for the one who sends it.
///
/// # Errors
/// [`Error::NotFound`] unless `sender` named it in an operation that was accepted.
pub fn held(db: &Connection, sender: WorkerId, record: RecordId, hash: AttachmentHash) -> Result<Held> {
    let promised = promised(db, sender, record, hash)?;
    let found = attachment::find(db, record, hash)?;
    Ok(Held { held: found.map_or(0, |found| found.held), bytes: promised.bytes })
}

/// Takes a piece in, inside a transaction of the caller that is to be committed whatever the answer.
/// `space` is how many bytes of pictures there may be in all.
///
/// # Errors
/// As [`held`].
pub fn take(db: &Connection, sender: WorkerId, piece: &Piece, space: u64, now: Millis) -> Result<Put> {
    let Piece { record, hash, offset, ref bytes } = *piece;
    let promised = promised(db, sender, record, hash)?;
    if attachment::find(db, record, hash)?.is_none() {
        if attachment::total(db)?.saturating_add(promised.bytes) > space {
            return Ok(Put::NoRoom);
        }
        attachment::expect(db, record, hash, promised.bytes, now)?;
    }
    let expected = attachment::find(db, record, hash)?.or_not_found(record)?;
    let part = Part { media: promised.media, offset, bytes };
    let taken = attachment::take_piece(db, &expected, &part, now)?;
    Ok(Put::of(taken, expected.bytes))
}

/// The attachment as the operation that promised it describes it.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound) unless `sender` named it in an operation that was accepted.
pub fn promised(
    db: &Connection,
    sender: WorkerId,
    record: RecordId,
    hash: AttachmentHash,
) -> Result<Attached> {
    let entries = log::of_record(db, record)?.into_iter();
    let own = entries.filter(|entry| entry.verdict == Verdict::Accepted && entry.op.author == sender);
    let mut named = own.flat_map(|entry| named_by(&entry.op));
    named.find(|one| one.hash == hash).or_not_found(record)
}

/// Drops the pictures that their record has not named for [`UNNAMED_MS`], and at once those nothing
/// speaks of any more; tells how many.
pub fn sweep(db: &Connection, now: Millis) -> Result<usize> {
    let mut dropped = 0;
    for Attachment { record, hash, .. } in attachment::of_records(db)? {
        let since = attachment::unnamed_since(db, record, hash)?;
        let drop = match (standing(db, record, hash)?, since) {
            (Standing::Unknown, _) => true,
            (Standing::NamedOnce, Some(since)) => now.since(since) >= UNNAMED_MS,
            (Standing::NamedOnce, None) => {
                attachment::set_unnamed(db, record, hash, Some(now))?;
                false
            }
            (Standing::Named, Some(_)) => {
                attachment::set_unnamed(db, record, hash, None)?;
                false
            }
            (Standing::Named, None) => false,
        };
        if drop {
            attachment::forget(db, record, hash)?;
            dropped += 1;
        }
    }
    Ok(dropped)
}
