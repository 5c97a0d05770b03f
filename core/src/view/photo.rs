//! Pictures: whoever may read a record, exact places included, may see the pictures it names.

use serde::Serialize;
use ts_rs::TS;

use super::Look;
use crate::error::{Error, OrNotFound, Result};
use crate::id::{RecordId, SiteId};
use crate::record::{Photo, PhotoHash, photos_in};
use crate::store::attachment::{self, Attachment};
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

/// A picture as the record names it.
///
/// # Errors
/// [`Error::NotFound`] if there is no such record, if it names no such picture, or if the reader may not
/// know of either: all three look the same.
pub fn photo(look: &Look<'_>, record: RecordId, hash: PhotoHash) -> Result<Photo> {
    let kind = registry::row(look.db, record)?.or_not_found(record)?.kind;
    let row = look.row(record, kind)?.or_not_found(record)?;
    photos_in(kind, &row.doc).into_iter().find(|photo| photo.hash == hash).or_not_found(record)
}

/// All bytes of a picture.
///
/// # Errors
/// As [`photo`], and if not all of it is here.
pub fn photo_bytes(look: &Look<'_>, record: RecordId, hash: PhotoHash) -> Result<Vec<u8>> {
    photo(look, record, hash)?;
    let found = attachment::find(look.db, record, hash)?.filter(Attachment::is_whole);
    found.ok_or(Error::NotFound(record)).and_then(|_| attachment::read(look.db, record, hash))
}
