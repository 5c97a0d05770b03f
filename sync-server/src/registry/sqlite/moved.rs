//! The mark on a registry that was moved elsewhere: nobody goes on writing into it.

use latarnia_core::error::Result;
use latarnia_core::store::meta;
use rusqlite::Connection;

const MOVED: &str = "moved";

/// Was it moved?
pub fn is_moved(db: &Connection) -> Result<bool> {
    Ok(meta::get(db, MOVED)?.is_some())
}

/// Marks it, and ends the transaction it was moved in.
pub fn mark(db: &Connection) -> Result<()> {
    meta::set(db, MOVED, "to PostgreSQL")?;
    Ok(db.execute_batch("commit; pragma locking_mode = normal; pragma journal_mode = wal")?)
}
