//! Which pictures operations and records name.

use rusqlite::Connection;

use crate::error::Result;
use crate::id::RecordId;
use crate::op::{Change, Op};
use crate::record::{Form, Photo, PhotoHash, photos_in};
use crate::store::log::{self, Entry};
use crate::store::registry;

/// The pictures an operation names.
pub fn named_by(op: &Op) -> Vec<Photo> {
    let Some(kind) = op.known_kind() else { return Vec::new() };
    match &op.change {
        Change::Event { form } | Change::Amend { form, .. } => photos_in(kind, form),
        Change::Set { fields, .. } => photos_in(kind, fields),
        Change::Add { items } => {
            let items = items.iter().map(|(set, values)| (set.clone(), values.clone().into()));
            photos_in(kind, &items.collect::<Form>())
        }
        _ => Vec::new(),
    }
}

/// What the registry says of a picture that is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its record names it.
    Named,
    /// Its record named it once; that may be taken back.
    NamedOnce,
    /// Nothing ever named it, or what did was erased.
    Unknown,
}

/// What the registry says of a picture of a record.
pub fn standing(db: &Connection, record: RecordId, hash: PhotoHash) -> Result<Standing> {
    if is_named(db, record, hash)? {
        return Ok(Standing::Named);
    }
    let names = |entry: &Entry| named_by(&entry.op).iter().any(|photo| photo.hash == hash);
    let once = log::of_record(db, record)?.iter().any(names);
    Ok(if once { Standing::NamedOnce } else { Standing::Unknown })
}

/// Does the record, as it stands now, name that picture?
pub fn is_named(db: &Connection, record: RecordId, hash: PhotoHash) -> Result<bool> {
    let Some(row) = registry::row(db, record)? else { return Ok(false) };
    Ok(photos_in(row.kind, &row.doc).iter().any(|photo| photo.hash == hash))
}
