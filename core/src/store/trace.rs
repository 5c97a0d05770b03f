//! Traces: what was taken out for good is to be found nowhere in the file afterwards.
//!
//! Deleted rows are overwritten, but the search keeps parts of deleted words, and the write-ahead log the
//! pages as they were. Both are cleared after the commit that says so.

use rusqlite::Connection;

use super::{meta, search};
use crate::error::Result;

const LEFT: &str = "traces";

/// This transaction takes something out for good.
pub(super) fn left(db: &Connection) -> Result<()> {
    meta::set(db, LEFT, "1")
}

/// Clears them away, if there are any. While somebody still reads the old pages they stay, and the next
/// commit tries again.
pub(super) fn clear(db: &mut Connection) -> Result<()> {
    if meta::get(db, LEFT)?.is_none() {
        return Ok(());
    }
    let again = db.transaction()?;
    search::write_again(&again)?;
    again.commit()?;
    if super::checkpoint(db)? { meta::forget(db, LEFT) } else { Ok(()) }
}
