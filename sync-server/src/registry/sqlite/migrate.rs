//! The server's own tables, on a ladder of their own beside the core's in the same file.

use std::cmp::Ordering;
use std::path::Path;

use latarnia_core::error::{Error, Result};
use rusqlite::Connection;

mod ladder {
    refinery::embed_migrations!("migrations");
}

const HISTORY: &str = "server_schema_history";
/// The schema this program knows.
const KNOWN: i64 = 3;

/// Brings the server's tables up to this program's schema.
pub fn run(path: &Path) -> Result<()> {
    let mut db = Connection::open(path)?;
    db.busy_timeout(std::time::Duration::from_secs(5))?;
    if let Some(found) = version(&db)?.filter(|found| *found > KNOWN) {
        return Err(Error::FromNewerVersion { found, known: KNOWN });
    }
    let mut runner = ladder::migrations::runner();
    runner.set_migration_table_name(HISTORY);
    runner.run(&mut db).map(|_| ()).map_err(|error| read_error(&error))
}

/// Refuses a file whose server's tables are of another schema than this program's.
pub fn must_be_current(db: &Connection) -> Result<()> {
    let found = version(db)?.unwrap_or_default();
    match found.cmp(&KNOWN) {
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(Error::FromNewerVersion { found, known: KNOWN }),
        Ordering::Less => Err(Error::FromOlderVersion { found, known: KNOWN }),
    }
}

fn version(db: &Connection) -> Result<Option<i64>> {
    let exists = "select count(*) from sqlite_schema where name = ?1";
    if db.query_row(exists, [HISTORY], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(None);
    }
    Ok(db.query_row("select max(version) from server_schema_history", [], |row| row.get(0))?)
}

fn read_error(error: &refinery::Error) -> Error {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<rusqlite::Error>());
    match cause.and_then(rusqlite::Error::sqlite_error_code) {
        Some(rusqlite::ErrorCode::DiskFull) => Error::DiskFull,
        _ => Error::Migration(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_schema_is_the_last_migration() {
        let last = ladder::migrations::runner().get_migrations().iter().map(|m| i64::from(m.version())).max();
        assert_eq!(last, Some(KNOWN));
    }

    #[test]
    fn a_registry_of_a_newer_version_is_left_alone() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("registry.db");
        run(&path).expect("new");
        run(&path).expect("a second time changes nothing");
        let db = Connection::open(&path).expect("open");
        db.execute("update server_schema_history set version = 99 where version = 1", []).expect("update");
        assert!(matches!(run(&path), Err(Error::FromNewerVersion { found: 99, known: KNOWN })));
    }
}
