//! Which pictures and sounds operations and records name.

use rusqlite::Connection;

use crate::error::Result;
use crate::id::RecordId;
use crate::op::{Change, Op};
use crate::record::{Attached, AttachmentHash, Form, attached_in};
use crate::store::log::{self, Entry};
use crate::store::registry;

/// The attachments an operation names.
pub fn named_by(op: &Op) -> Vec<Attached> {
    let Some(kind) = op.known_kind() else { return Vec::new() };
    match &op.change {
        Change::Event { form } | Change::Amend { form, .. } => attached_in(kind, form),
        Change::Set { fields, .. } => attached_in(kind, fields),
        Change::Add { items } => {
            let items = items.iter().map(|(set, values)| (set.clone(), values.clone().into()));
            attached_in(kind, &items.collect::<Form>())
        }
        _ => Vec::new(),
    }
}

/// What the registry says of an attachment that is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its record names it.
    Named,
    /// Its record named it once; that may be taken back.
    NamedOnce,
    /// Nothing ever named it, or what did was erased.
    Unknown,
}

/// What the registry says of an attachment of a record.
pub fn standing(db: &Connection, record: RecordId, hash: AttachmentHash) -> Result<Standing> {
    if named(db, record, hash)?.is_some() {
        return Ok(Standing::Named);
    }
    let names = |entry: &Entry| named_by(&entry.op).iter().any(|one| one.hash == hash);
    let once = log::of_record(db, record)?.iter().any(names);
    Ok(if once { Standing::NamedOnce } else { Standing::Unknown })
}

/// The attachment as its record names it now; `None` if it does not.
pub fn named(db: &Connection, record: RecordId, hash: AttachmentHash) -> Result<Option<Attached>> {
    let Some(row) = registry::row(db, record)? else { return Ok(None) };
    Ok(attached_in(row.kind, &row.doc).into_iter().find(|one| one.hash == hash))
}
