//! `move`: a registry in a file becomes one in a shared database. The file is closed to everybody while it
//! lasts, and says afterwards that it was moved.

use std::io::{IsTerminal, Write};
use std::path::Path;

use latarnia_core::store::ledger;
use rusqlite::Connection;

use super::{existing, say};
use crate::Error;
use crate::config::Address;
use crate::epoch::Beside;
use crate::registry::postgres::import::{Carried, import};
use crate::registry::sqlite::{Sqlite, moved};

/// Characters of the bar.
const WIDTH: u64 = 30;

/// Carries the registry of the folder over.
pub async fn run(data: &Path, to: &Address) -> Result<(), Error> {
    let file = existing(data)?;
    // Brings an older file up to date.
    let opened = Sqlite::open(data).map_err(Error::opening(&file))?;
    if opened.read(moved::is_moved).await? {
        return Err(Error::Refused("this registry was moved already".to_owned()));
    }
    drop(opened);
    let source = alone(&file)?;
    let number = ledger::log_number(&source)?;
    let epoch = Beside::look(data, number);
    let shown = std::io::stderr().is_terminal();
    let carried = import(&source, &epoch, to.url(), data, |carried| show(shown, carried)).await;
    if shown {
        drop(writeln!(std::io::stderr()));
    }
    let carried = carried?;
    moved::mark(&source)?;
    say(&format!(
        "moved and compared: {} operations, {} accounts, sessions, devices, codes and notes; digest {}\n\
         serve it with --database; {} stays as it was, closed\n",
        carried.operations,
        carried.rows,
        carried.digest,
        file.display()
    ))
}

/// The file with nobody else in it, and nobody coming in before this ends.
fn alone(file: &Path) -> Result<Connection, Error> {
    let failed = |error: rusqlite::Error| Error::from(latarnia_core::Error::from(error));
    let db = Connection::open(file).map_err(failed)?;
    db.busy_timeout(std::time::Duration::ZERO).map_err(failed)?;
    let busy =
        |_| Error::Refused(format!("{} is open in another program; stop the server first", file.display()));
    // Leaving the write-ahead log takes the file for oneself, so it fails while anybody else is in it.
    let mode: String =
        db.pragma_update_and_check(None, "journal_mode", "delete", |row| row.get(0)).map_err(busy)?;
    if mode != "delete" {
        return Err(busy(rusqlite::Error::InvalidQuery));
    }
    db.execute_batch("pragma locking_mode = exclusive; begin exclusive").map_err(busy)?;
    Ok(db)
}

fn show(shown: bool, carried: &Carried) {
    if shown {
        let mut out = std::io::stderr();
        drop(write!(out, "\r{}", bar(carried)).and_then(|()| out.flush()));
    }
}

/// `[######----]  60 %  600 of 1000`
fn bar(carried: &Carried) -> String {
    let Carried { done, total, .. } = *carried;
    let whole = total.max(1);
    let full = usize::try_from(done * WIDTH / whole).unwrap_or_default();
    let empty = usize::try_from(WIDTH).unwrap_or_default().saturating_sub(full);
    format!("[{}{}] {:3} %  {done} of {total}", "#".repeat(full), "-".repeat(empty), done * 100 / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_empty_half_full_and_full() {
        let at = |done, total| bar(&Carried { done, total, ..Carried::default() });
        assert_eq!(at(0, 0), format!("[{}]   0 %  0 of 0", "-".repeat(30)));
        assert_eq!(at(5, 10), format!("[{}{}]  50 %  5 of 10", "#".repeat(15), "-".repeat(15)));
        assert_eq!(at(10, 10), format!("[{}] 100 %  10 of 10", "#".repeat(30)));
    }
}
