//! Migrations: only added, one reason each, checksummed; an edited one is refused.

use std::cmp::Ordering;

use rusqlite::Connection;

use crate::error::{Error, Result};

mod ladder {
    refinery::embed_migrations!("migrations");
}

/// The schema this program knows.
const KNOWN: i64 = 12;

/// Brings the file up to this program's schema.
pub fn run(db: &mut Connection) -> Result<()> {
    if let Some(found) = version(db)?.filter(|found| *found > KNOWN) {
        return Err(Error::FromNewerVersion { found, known: KNOWN });
    }
    ladder::migrations::runner().run(db).map(|_| ()).map_err(read_error)
}

/// Refuses a file of another schema than this program's; for those who read and bring nothing up to date.
pub fn must_be_current(db: &Connection) -> Result<()> {
    let found = version(db)?.unwrap_or_default();
    match found.cmp(&KNOWN) {
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(Error::FromNewerVersion { found, known: KNOWN }),
        Ordering::Less => Err(Error::FromOlderVersion { found, known: KNOWN }),
    }
}

fn version(db: &Connection) -> Result<Option<i64>> {
    let exists = "select count(*) from sqlite_schema where name = 'refinery_schema_history'";
    if db.query_row(exists, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(None);
    }
    Ok(db.query_row("select max(version) from refinery_schema_history", [], |row| row.get(0))?)
}

fn read_error(error: refinery::Error) -> Error {
    let text = error.to_string();
    match std::error::Error::source(&error).and_then(|cause| cause.downcast_ref::<rusqlite::Error>()) {
        Some(cause) if cause.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) => Error::DiskFull,
        _ => Error::Migration(text),
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
    fn a_file_of_a_newer_version_is_left_alone() {
        let mut db = Connection::open_in_memory().expect("memory");
        run(&mut db).expect("migrate");
        let last = "update refinery_schema_history set version = 99 where version = ?1";
        db.execute(last, [KNOWN]).expect("update");
        assert!(matches!(must_be_current(&db), Err(Error::FromNewerVersion { found: 99, .. })));
        assert!(matches!(run(&mut db), Err(Error::FromNewerVersion { found: 99, .. })));
    }

    #[test]
    fn a_file_of_an_older_version_is_told_to_readers() {
        let mut db = Connection::open_in_memory().expect("memory");
        assert!(matches!(must_be_current(&db), Err(Error::FromOlderVersion { found: 0, .. })));
        run(&mut db).expect("migrate");
        must_be_current(&db).expect("current");
    }
}
