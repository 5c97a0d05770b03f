//! Which pictures operations and records name.

use rusqlite::Connection;

use crate::error::Result;
use crate::id::RecordId;
use crate::op::{Change, Op};
use crate::record::{Form, Photo, PhotoHash, photos_in};
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

/// Does the record, as it stands now, name that picture?
pub fn is_named(db: &Connection, record: RecordId, hash: PhotoHash) -> Result<bool> {
    let Some(row) = registry::row(db, record)? else { return Ok(false) };
    Ok(photos_in(row.kind, &row.doc).iter().any(|photo| photo.hash == hash))
}
