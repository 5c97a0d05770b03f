//! The server's side: what it takes, from whom, and for how long.

use rusqlite::Connection;

use super::named::{is_named, named_by};
use super::{Held, Piece, UNNAMED_MS};
use crate::clock::Millis;
use crate::error::{OrNotFound, Result};
use crate::id::{RecordId, WorkerId};
use crate::record::{Photo, PhotoHash};
use crate::store::attachment::{self, Attachment, Taken};
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
    /// There is no room for more pictures.
    NoRoom,
}

/// How much of a picture is here, for the one who sends it.
///
/// # Errors
/// [`Error::NotFound`] unless `sender` named it in an operation that was accepted.
pub fn held(db: &Connection, sender: WorkerId, record: RecordId, hash: PhotoHash) -> Result<Held> {
    let promised = promised(db, sender, record, hash)?;
    let found = attachment::find(db, record, hash)?;
    Ok(Held::of(found.map_or(0, |found| found.held), promised.bytes))
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
    Ok(match attachment::take_piece(db, &expected, offset, bytes, now)? {
        Taken::Held(held) => Put::Held(Held::of(held, expected.bytes)),
        Taken::Misshapen => Put::Misshapen,
        Taken::WrongHash => Put::WrongHash,
        Taken::NotBare => Put::NotBare,
    })
}

fn promised(db: &Connection, sender: WorkerId, record: RecordId, hash: PhotoHash) -> Result<Photo> {
    let entries = log::of_record(db, record)?.into_iter();
    let own = entries.filter(|entry| entry.verdict == Verdict::Accepted && entry.op.author == sender);
    let mut named = own.flat_map(|entry| named_by(&entry.op));
    named.find(|photo| photo.hash == hash).or_not_found(record)
}

/// Drops the pictures that their record has not named for [`UNNAMED_MS`]; tells how many.
pub fn sweep(db: &Connection, now: Millis) -> Result<usize> {
    let mut dropped = 0;
    for Attachment { record, hash, .. } in attachment::of_records(db)? {
        let since = attachment::unnamed_since(db, record, hash)?;
        if is_named(db, record, hash)? {
            if since.is_some() {
                attachment::set_unnamed(db, record, hash, None)?;
            }
        } else if since.is_some_and(|since| now.since(since) >= UNNAMED_MS) {
            attachment::forget(db, record, hash)?;
            dropped += 1;
        } else if since.is_none() {
            attachment::set_unnamed(db, record, hash, Some(now))?;
        }
    }
    Ok(dropped)
}
