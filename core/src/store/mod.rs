//! Where it rests: one SQLite file with log, registry, search, positions and pictures.
//!
//! The phone's file is encrypted (SQLCipher, raw 256-bit key); the server's is the same file without a
//! key, plus the server's own tables. Functions of the submodules take a connection and never open a
//! transaction; [`Store::write`] does.

pub mod attachment;
pub mod circle;
pub mod doubt;
pub mod draft;
pub mod erase;
pub mod fill;
pub mod kin;
pub mod leave;
pub mod ledger;
pub mod log;
pub mod meta;
mod migrate;
pub mod pair;
pub mod pen;
pub mod registry;
pub mod rights;
pub mod seal;
pub mod search;
pub mod segment;
mod trace;

use std::path::Path;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::{Error, Result};

/// The first SQLite without the WAL-reset corruption bug.
const SAFE_SQLITE: (i32, &str) = (3_051_003, "3.51.3");

/// A raw key; it opens the file without any derivation.
pub type Key = [u8; 32];

/// What a commit survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Power loss: captures on a phone, acknowledged pushes on a server.
    Full,
    /// A killed process, but not power loss; for what can be fetched or made again.
    Normal,
}

/// One open file. It has one owner; nobody opens it a second time "just to look".
pub struct Store {
    db: Connection,
}

impl Store {
    /// Opens or creates the file at `path`, encrypted if there is a key, durable against power loss.
    ///
    /// # Errors
    /// [`Error::SqliteTooOld`], [`Error::NotADatabase`] for a damaged file or a wrong key,
    /// [`Error::FromNewerVersion`], [`Error::DiskFull`].
    pub fn open(path: &Path, key: Option<&Key>) -> Result<Self> {
        refuse_unsafe_sqlite()?;
        let db = Connection::open(path)?;
        let mut store = Self { db };
        store.prepare(key).map_err(|error| name_file(error, path))?;
        Ok(store)
    }

    /// Opens an existing file for reading beside its writer (the server's readers).
    pub fn open_reader(path: &Path, key: Option<&Key>) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)?;
        let store = Self { db };
        store.unlock(key)?;
        store.db.busy_timeout(std::time::Duration::from_secs(5))?;
        Ok(store)
    }

    /// A store that lives in memory; for simulations.
    pub fn in_memory() -> Result<Self> {
        refuse_unsafe_sqlite()?;
        let mut store = Self { db: Connection::open_in_memory()? };
        store.prepare(None)?;
        Ok(store)
    }

    fn prepare(&mut self, key: Option<&Key>) -> Result<()> {
        self.unlock(key)?;
        self.db.busy_timeout(std::time::Duration::from_secs(5))?;
        self.db.pragma_update(None, "journal_mode", "wal")?;
        self.db.pragma_update(None, "secure_delete", "on")?;
        self.db.pragma_update(None, "foreign_keys", "on")?;
        self.db.pragma_update(None, "temp_store", "memory")?;
        self.set_durability(Durability::Full)?;
        migrate::run(&mut self.db)?;
        self.seal_what_an_older_version_left()
    }

    /// Only a server's log has numbers to seal.
    fn seal_what_an_older_version_left(&mut self) -> Result<()> {
        let is_sealed =
            "select coalesce((select max(number) from op), 0) <= coalesce((select max(number) from seal), 0)";
        let is_server = "select exists (select 1 from meta where key = 'log_number')";
        let yes = |select| self.db.query_row(select, [], |row| row.get::<_, bool>(0));
        if yes(is_sealed)? || !yes(is_server)? { Ok(()) } else { self.write(seal::seal_up) }
    }

    fn unlock(&self, key: Option<&Key>) -> Result<()> {
        if let Some(key) = key {
            let hex = blake3::Hash::from_bytes(*key).to_hex();
            self.db.pragma_update(None, "key", format!("x'{hex}'"))?;
        }
        // The key is only used with the first page that is read.
        self.db.query_row("select count(*) from sqlite_schema", [], |row| row.get::<_, i64>(0))?;
        Ok(())
    }

    /// Refuses a file of another schema than this program's, which [`Store::open_reader`] opens all the same.
    ///
    /// # Errors
    /// [`Error::FromNewerVersion`], [`Error::FromOlderVersion`].
    pub fn must_be_current(&self) -> Result<()> {
        migrate::must_be_current(&self.db)
    }

    /// Chooses what the next commits survive.
    pub fn set_durability(&self, durability: Durability) -> Result<()> {
        let mode = match durability {
            Durability::Full => "full",
            Durability::Normal => "normal",
        };
        Ok(self.db.pragma_update(None, "synchronous", mode)?)
    }

    /// The connection, for reading.
    pub const fn db(&self) -> &Connection {
        &self.db
    }

    /// Runs `work` in one transaction: all of it is written, or nothing.
    pub fn write<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let wrap = |error: rusqlite::Error| E::from(Error::from(error));
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(wrap)?;
        let value = work(&tx)?;
        tx.commit().map_err(wrap)?;
        // What is committed is committed; traces that cannot be cleared now are with the next commit.
        trace::clear(&mut self.db).ok();
        Ok(value)
    }

    /// Every problem `integrity_check` finds; none in a sound file.
    pub fn problems(&self) -> Result<Vec<String>> {
        let mut statement = self.db.prepare("pragma integrity_check")?;
        let found: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }

    /// Copies the open file to `target` while others read and write.
    pub fn backup(&self, target: &Path) -> Result<()> {
        let mut copy = Connection::open(target)?;
        let backup = rusqlite::backup::Backup::new(&self.db, &mut copy)?;
        Ok(backup.run_to_completion(256, std::time::Duration::ZERO, None)?)
    }

    /// Moves the write-ahead log into the file, so that the file alone is whole.
    pub fn checkpoint(&self) -> Result<()> {
        checkpoint(&self.db).map(drop)
    }
}

/// False if somebody still reads what was there before.
fn checkpoint(db: &Connection) -> Result<bool> {
    Ok(db.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0).map(|busy: i64| busy == 0))?)
}

fn refuse_unsafe_sqlite() -> Result<()> {
    if rusqlite::version_number() < SAFE_SQLITE.0 {
        let found = rusqlite::version().to_owned();
        return Err(Error::SqliteTooOld { found, needed: SAFE_SQLITE.1 });
    }
    Ok(())
}

fn name_file(error: Error, path: &Path) -> Error {
    match error {
        Error::NotADatabase { .. } => Error::NotADatabase { path: path.display().to_string() },
        other => other,
    }
}

/// Columns that hold 16-byte ids.
pub(crate) fn id_of<T: From<[u8; 16]>>(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<T> {
    row.get::<_, [u8; 16]>(column).map(T::from)
}

fn optional_id<T: From<[u8; 16]>>(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(T::from))
}

pub(crate) fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn uncount(column: i64) -> u64 {
    u64::try_from(column).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_key_and_a_damaged_file_are_told_in_words() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("phone.db");
        drop(Store::open(&path, Some(&[1; 32])).expect("new file"));
        assert!(matches!(Store::open(&path, Some(&[2; 32])), Err(Error::NotADatabase { .. })));
        std::fs::write(&path, b"this is no database at all, and long enough to be read as a header ....")
            .expect("write");
        let told = Store::open(&path, Some(&[1; 32])).err().expect("refused").to_string();
        assert!(told.contains("phone.db") && told.contains("damaged"), "{told}");
    }

    #[test]
    fn the_linked_sqlite_is_a_safe_one() {
        assert!(rusqlite::version_number() >= SAFE_SQLITE.0, "{}", rusqlite::version());
    }

    #[test]
    fn a_commit_is_on_the_disk_before_it_is_said_to_be() {
        let folder = tempfile::tempdir().expect("folder");
        let store = Store::open(&folder.path().join("phone.db"), Some(&[7; 32])).expect("store");
        let synchronous: i64 =
            store.db().query_row("pragma synchronous", [], |row| row.get(0)).expect("pragma");
        assert_eq!(synchronous, 2, "full: what was noted survives a battery that is pulled");
    }

    #[test]
    fn an_aborted_transaction_leaves_nothing_behind() {
        let mut store = Store::in_memory().expect("store");
        let failed: Result<()> = store.write(|db| {
            meta::set(db, "half", "written")?;
            Err(Error::DiskFull)
        });
        assert!(failed.is_err());
        assert_eq!(meta::get(store.db(), "half").expect("read"), None);
    }
}
