//! Pictures and sounds, in pieces, beside the log: named by their record and their hash, so that whoever
//! erases or lets go of a record takes its attachments along, and naming somebody else's hash gives nothing.
//!
//! What is here is always a beginning of the whole: pieces come in order, and the last one is only taken
//! if all bytes together have the hash they were promised with.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{count, id_of, uncount};
use crate::clock::Millis;
use crate::error::Result;
use crate::id::{DeviceId, RecordId};
use crate::record::{Attached, AttachmentHash, Media, media_type};

/// Bytes of one piece; only the last of a picture is shorter.
pub const PIECE: u64 = 256 * 1024;

/// Names the pictures of forms that are not saved yet.
const NO_RECORD: [u8; 16] = [0; 16];

/// One picture, as far as it is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The record that names it.
    pub record: RecordId,
    /// Its hash.
    pub hash: AttachmentHash,
    /// How many bytes it has.
    pub bytes: u64,
    /// How many of them are here, from the first on.
    pub held: u64,
    /// Made on this phone, and not on the server as far as it knows.
    pub unsent: bool,
    /// Why the server did not take it the last time.
    pub refused: Option<String>,
}

impl Attachment {
    /// Is all of it here?
    pub const fn is_whole(&self) -> bool {
        self.held == self.bytes
    }
}

/// What became of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// So many bytes are here now; if that is not where the piece ends, it was not the next one.
    Held(u64),
    /// It is longer or shorter than a piece at its place.
    Misshapen,
    /// It was the last one, and the whole does not have its hash: everything was thrown away.
    WrongHash,
    /// It was the last one, and the whole is more than a bare picture: everything was thrown away.
    NotBare,
    /// It was the last one, and the whole is no sound: everything was thrown away.
    NotSound,
}

/// Keeps a whole picture for a form that is not saved yet.
pub fn stage(db: &Connection, bytes: &[u8], now: Millis) -> Result<AttachmentHash> {
    let hash = AttachmentHash::of(bytes);
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    forget(db, NO_RECORD.into(), hash)?;
    insert(db, NO_RECORD.into(), hash, length, now)?;
    for (place, piece) in bytes.chunks(256 * 1024).enumerate() {
        put_piece(db, NO_RECORD.into(), hash, count(u64::try_from(place).unwrap_or(u64::MAX)), piece)?;
    }
    let update = "update attachment set held = bytes, unsent = 1 where record = ?1 and hash = ?2";
    db.prepare_cached(update)?.execute(params![NO_RECORD, hash.as_bytes()])?;
    Ok(hash)
}

/// The form was saved: its attachment belongs to the record. False if there is no such one here, or one of
/// another size.
pub fn adopt(db: &Connection, record: RecordId, attached: &Attached) -> Result<bool> {
    if find(db, record, attached.hash)?.is_some() {
        forget(db, NO_RECORD.into(), attached.hash)?;
        return Ok(true);
    }
    let update = "update attachment set record = ?3 where record = ?1 and hash = ?2 and bytes = ?4";
    let moved = params![NO_RECORD, attached.hash.as_bytes(), record.as_bytes(), count(attached.bytes)];
    Ok(db.prepare_cached(update)?.execute(moved)? == 1)
}

/// The form does without it.
pub fn discard_staged(db: &Connection, hash: AttachmentHash) -> Result<()> {
    forget(db, NO_RECORD.into(), hash)
}

/// One of a form that is not saved yet.
pub fn staged(db: &Connection, hash: AttachmentHash) -> Result<Option<Attachment>> {
    find(db, NO_RECORD.into(), hash)
}

/// Says that a picture of `bytes` bytes is to come; nothing changes if some of it is here.
pub fn expect(
    db: &Connection,
    record: RecordId,
    hash: AttachmentHash,
    bytes: u64,
    now: Millis,
) -> Result<()> {
    if find(db, record, hash)?.is_none() {
        insert(db, record, hash, bytes, now)?;
    }
    Ok(())
}

fn insert(db: &Connection, record: RecordId, hash: AttachmentHash, bytes: u64, now: Millis) -> Result<()> {
    let insert =
        "insert into attachment (record, hash, bytes, held, unsent, touched) values (?1, ?2, ?3, 0, 0, ?4)";
    db.prepare_cached(insert)?.execute(params![record.as_bytes(), hash.as_bytes(), count(bytes), now.0])?;
    Ok(())
}

fn put_piece(
    db: &Connection,
    record: RecordId,
    hash: AttachmentHash,
    place: i64,
    bytes: &[u8],
) -> Result<()> {
    let insert = "insert into attachment_piece (record, hash, place, bytes) values (?1, ?2, ?3, ?4)";
    db.prepare_cached(insert)?.execute(params![record.as_bytes(), hash.as_bytes(), place, bytes])?;
    Ok(())
}

/// Where a piece fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It is the next one; with it, so many bytes are here.
    Next(u64),
    /// It is here already, or not due yet.
    Elsewhere,
    /// It is longer or shorter than a piece at its place.
    Misshapen,
}

/// Where a piece of `length` bytes at `offset` fits into a picture of which the first `held` are here.
pub fn fit(bytes: u64, held: u64, offset: u64, length: usize) -> Fit {
    let length = u64::try_from(length).unwrap_or(u64::MAX);
    if offset >= bytes || !offset.is_multiple_of(PIECE) || length != PIECE.min(bytes - offset) {
        return Fit::Misshapen;
    }
    if offset == held { Fit::Next(offset + length) } else { Fit::Elsewhere }
}

/// What is wrong with a whole attachment, if anything.
pub fn fault_of(hash: AttachmentHash, media: Media, whole: &[u8]) -> Option<Taken> {
    if AttachmentHash::of(whole) != hash {
        return Some(Taken::WrongHash);
    }
    let other = match media {
        Media::Picture => Taken::NotBare,
        Media::Sound => Taken::NotSound,
    };
    (!media.holds(whole)).then_some(other)
}

/// Is a whole attachment what it was when it came?
pub fn is_intact(hash: AttachmentHash, whole: &[u8]) -> bool {
    AttachmentHash::of(whole) == hash && media_type(whole).is_some()
}

/// Bytes that are to be the next piece of an attachment.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// What the whole is said to be.
    pub media: Media,
    /// Where in it they begin.
    pub offset: u64,
    /// All of them.
    pub bytes: &'a [u8],
}

/// Takes the next piece of an attachment that is expected; one that is here already, or not yet due, changes
/// nothing.
pub fn take_piece(db: &Connection, expected: &Attachment, part: &Part<'_>, now: Millis) -> Result<Taken> {
    let Attachment { record, hash, bytes, held, .. } = *expected;
    let held = match fit(bytes, held, part.offset, part.bytes.len()) {
        Fit::Misshapen => return Ok(Taken::Misshapen),
        Fit::Elsewhere => return Ok(Taken::Held(held)),
        Fit::Next(held) => held,
    };
    put_piece(db, record, hash, count(part.offset / PIECE), part.bytes)?;
    let update = "update attachment set held = ?3, touched = ?4 where record = ?1 and hash = ?2";
    let columns = params![record.as_bytes(), hash.as_bytes(), count(held), now.0];
    db.prepare_cached(update)?.execute(columns)?;
    if held < bytes {
        return Ok(Taken::Held(held));
    }
    let fault = fault_of(hash, part.media, &read(db, record, hash)?);
    if fault.is_some() {
        forget(db, record, hash)?;
    }
    Ok(fault.unwrap_or(Taken::Held(held)))
}

/// What is here of a picture.
pub fn find(db: &Connection, record: RecordId, hash: AttachmentHash) -> Result<Option<Attachment>> {
    let select = "select * from attachment where record = ?1 and hash = ?2";
    let mut select = db.prepare_cached(select)?;
    Ok(select.query_row(params![record.as_bytes(), hash.as_bytes()], row).optional()?)
}

/// All bytes that are here.
pub fn read(db: &Connection, record: RecordId, hash: AttachmentHash) -> Result<Vec<u8>> {
    let select = "select bytes from attachment_piece where record = ?1 and hash = ?2 order by place";
    let mut select = db.prepare_cached(select)?;
    let pieces = select.query_map(params![record.as_bytes(), hash.as_bytes()], |row| row.get(0))?;
    Ok(pieces.collect::<Result<Vec<Vec<u8>>, _>>()?.concat())
}

/// The piece that begins at `offset`; empty where none does.
pub fn piece(db: &Connection, record: RecordId, hash: AttachmentHash, offset: u64) -> Result<Vec<u8>> {
    let select = "select bytes from attachment_piece where record = ?1 and hash = ?2 and place = ?3";
    let mut select = db.prepare_cached(select)?;
    let columns = params![record.as_bytes(), hash.as_bytes(), count(offset / PIECE)];
    Ok(select.query_row(columns, |row| row.get(0)).optional()?.unwrap_or_default())
}

/// The pictures of saved forms that the server does not have, those first that it did not refuse, oldest
/// first.
pub fn unsent(db: &Connection) -> Result<Vec<Attachment>> {
    let of_records = "select * from attachment where unsent = 1 and record <> ?1
        order by refused is not null, touched, record, hash";
    all(db, of_records, params![NO_RECORD])
}

/// The pictures somebody asked for that are not whole here, the one asked for last first.
pub fn wanted(db: &Connection) -> Result<Vec<Attachment>> {
    all(db, "select * from attachment where held < bytes order by touched desc, record, hash", [])
}

/// Every picture of saved forms.
pub fn of_records(db: &Connection) -> Result<Vec<Attachment>> {
    all(db, "select * from attachment where record <> ?1 order by record, hash", params![NO_RECORD])
}

/// The server has all of it.
pub fn mark_sent(db: &Connection, record: RecordId, hash: AttachmentHash) -> Result<()> {
    let update = "update attachment set unsent = 0, refused = null where record = ?1 and hash = ?2";
    db.prepare_cached(update)?.execute(params![record.as_bytes(), hash.as_bytes()])?;
    Ok(())
}

/// The server did not take it, for the reason with that code.
pub fn mark_refused(db: &Connection, record: RecordId, hash: AttachmentHash, code: &str) -> Result<()> {
    let update = "update attachment set refused = ?3 where record = ?1 and hash = ?2";
    db.prepare_cached(update)?.execute(params![record.as_bytes(), hash.as_bytes(), code])?;
    Ok(())
}

/// The server is another one than before: what was made in this file, whose device is `own`, is offered
/// once more. What belongs to records others wrote alone is theirs to send.
pub fn offer_again(db: &Connection, own: DeviceId) -> Result<()> {
    let update = "update attachment set unsent = 1 where held = bytes and record <> ?1
        and exists (select 1 from op where op.record = attachment.record and op.device = ?2)";
    db.prepare_cached(update)?.execute(params![NO_RECORD, own.as_bytes()])?;
    Ok(())
}

/// Somebody looked at it.
pub fn touch(db: &Connection, record: RecordId, hash: AttachmentHash, now: Millis) -> Result<()> {
    let update = "update attachment set touched = ?3 where record = ?1 and hash = ?2";
    db.prepare_cached(update)?.execute(params![record.as_bytes(), hash.as_bytes(), now.0])?;
    Ok(())
}

/// Takes one picture of a record away.
pub fn forget(db: &Connection, record: RecordId, hash: AttachmentHash) -> Result<()> {
    let columns = params![record.as_bytes(), hash.as_bytes()];
    db.prepare_cached("delete from attachment where record = ?1 and hash = ?2")?.execute(columns)?;
    Ok(())
}

/// Takes every picture of a record away, sent or not: the record is erased.
pub fn forget_of(db: &Connection, record: RecordId) -> Result<()> {
    db.prepare_cached("delete from attachment where record = ?1")?.execute([record.as_bytes()])?;
    Ok(())
}

/// Takes away what the server has of a record's pictures: the record may no longer be held here.
pub fn leave(db: &Connection, record: RecordId) -> Result<()> {
    let delete = "delete from attachment where record = ?1 and unsent = 0";
    db.prepare_cached(delete)?.execute([record.as_bytes()])?;
    Ok(())
}

/// Takes away what can be fetched again and was not looked at since `since`.
pub fn trim(db: &Connection, since: Millis) -> Result<()> {
    let delete = "delete from attachment where touched < ?1 and unsent = 0 and record <> ?2";
    db.prepare_cached(delete)?.execute(params![since.0, NO_RECORD])?;
    Ok(())
}

/// Takes away the pictures of forms that were neither saved nor kept half-typed, taken before `since`.
pub fn trim_staged(db: &Connection, since: Millis) -> Result<()> {
    let delete = "delete from attachment where record = ?2 and touched < ?1
        and not exists (select 1 from draft where instr(body, lower(hex(attachment.hash))) > 0)";
    db.prepare_cached(delete)?.execute(params![since.0, NO_RECORD])?;
    Ok(())
}

/// Notes since when a record does not name a picture; `None`: it does.
pub fn set_unnamed(
    db: &Connection,
    record: RecordId,
    hash: AttachmentHash,
    since: Option<Millis>,
) -> Result<()> {
    let update = "update attachment set unnamed = ?3 where record = ?1 and hash = ?2";
    let columns = params![record.as_bytes(), hash.as_bytes(), since.map(|since| since.0)];
    db.prepare_cached(update)?.execute(columns)?;
    Ok(())
}

/// Since when its record does not name a picture.
pub fn unnamed_since(db: &Connection, record: RecordId, hash: AttachmentHash) -> Result<Option<Millis>> {
    let select = "select unnamed from attachment where record = ?1 and hash = ?2";
    let mut select = db.prepare_cached(select)?;
    let found = select.query_row(params![record.as_bytes(), hash.as_bytes()], |row| row.get(0));
    Ok(found.optional()?.flatten().map(Millis))
}

/// How many bytes of pictures are here.
pub fn total(db: &Connection) -> Result<u64> {
    let sum: i64 = db.query_row("select coalesce(sum(held), 0) from attachment", [], |row| row.get(0))?;
    Ok(uncount(sum))
}

fn all(db: &Connection, select: &str, parameters: impl rusqlite::Params) -> Result<Vec<Attachment>> {
    let mut select = db.prepare_cached(select)?;
    Ok(select.query_map(parameters, row)?.collect::<Result<_, _>>()?)
}

fn row(row: &Row<'_>) -> rusqlite::Result<Attachment> {
    Ok(Attachment {
        record: id_of(row, "record")?,
        hash: row.get::<_, [u8; 32]>("hash")?.into(),
        bytes: uncount(row.get("bytes")?),
        held: uncount(row.get("held")?),
        unsent: row.get("unsent")?,
        refused: row.get("refused")?,
    })
}
