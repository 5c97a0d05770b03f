//! Pictures and sounds: whoever may read the field that names one may have it.

use serde::Serialize;
use ts_rs::TS;

use super::Look;
use crate::error::{Error, OrNotFound, Result};
use crate::id::{RecordId, SiteId};
use crate::record::{Attached, AttachmentHash, Photo, attached_in};
use crate::store::attachment::{self as shelf, Attachment};
use crate::store::registry;

/// A picture, and the record it is asked of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SitePhoto {
    /// The site's record that names it; linked sites have several.
    pub record: SiteId,
    /// The picture.
    pub photo: Photo,
}

/// An attachment as the record names it.
///
/// # Errors
/// [`Error::NotFound`] if there is no such record, if it names no such thing, or if the reader may not
/// know of either: all three look the same.
pub fn attachment(look: &Look<'_>, record: RecordId, hash: AttachmentHash) -> Result<Attached> {
    let kind = registry::row(look.db, record)?.or_not_found(record)?.kind;
    let row = look.row(record, kind)?.or_not_found(record)?;
    attached_in(kind, &row.doc).into_iter().find(|one| one.hash == hash).or_not_found(record)
}

/// All bytes of an attachment.
///
/// # Errors
/// As [`attachment`](fn@attachment), and if not all of it is here.
pub fn attachment_bytes(look: &Look<'_>, record: RecordId, hash: AttachmentHash) -> Result<Vec<u8>> {
    attachment(look, record, hash)?;
    let found = shelf::find(look.db, record, hash)?.filter(Attachment::is_whole);
    found.ok_or(Error::NotFound(record)).and_then(|_| shelf::read(look.db, record, hash))
}
