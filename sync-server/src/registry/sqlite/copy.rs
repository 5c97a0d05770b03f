//! A copy of the file as it is at one moment, however long the copying takes, and checked before anybody is
//! told that there is one.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use latarnia_core::store::ledger::log_number;
use latarnia_core::store::seal::{self, Tip};
use latarnia_core::store::{Store, erase};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use tokio::sync::watch;

use super::gaps::gaps;
use crate::Error;

/// Pages copied between two looks at whether to go on.
const PAGES: i32 = 256;

/// A copy that was found whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The number of the newest operation in it.
    pub number: u64,
    /// The orders to erase that are carried out in it.
    pub orders: Orders,
    /// Of its bytes.
    pub hash: blake3::Hash,
}

/// The orders to erase that are carried out in a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orders {
    /// The number of the newest; 0 if there is none.
    pub newest: u64,
    /// Of all of them: two registries with the same one have carried out the same.
    pub digest: [u8; 8],
}

/// Copies the registry at `source` into the new file `target`, for its owner only, and looks through the copy.
/// What is not whole in the end is removed.
pub fn copy(source: &Path, target: &Path, stopping: &watch::Receiver<bool>) -> Result<Copied, Error> {
    let begun = OpenOptions::new().write(true).create_new(true).mode(0o600).open(target);
    drop(begun.map_err(Error::file(target))?);
    let copied = written(source, target, stopping).and_then(|tip| checked(target, tip));
    if copied.is_err() {
        // Half a backup is worse than none.
        drop(std::fs::remove_file(target));
    }
    copied
}

/// The place up to which the log was copied.
fn written(source: &Path, target: &Path, stopping: &watch::Receiver<bool>) -> Result<Option<Tip>, Error> {
    let source = Store::open_reader(source, None).map_err(Error::opening(source))?;
    // The first look fixes the moment: what others write from now on does not make the copying begin anew.
    let moment = source.db().unchecked_transaction().map_err(latarnia_core::Error::from)?;
    let tip = seal::tip(&moment)?;
    let mut copy = Connection::open(target).map_err(latarnia_core::Error::from)?;
    let copying = Backup::new(&moment, &mut copy).map_err(latarnia_core::Error::from)?;
    loop {
        if *stopping.borrow() {
            return Err(Error::Interrupted);
        }
        match copying.step(PAGES).map_err(latarnia_core::Error::from)? {
            StepResult::Done => break,
            _ => std::thread::yield_now(),
        }
    }
    drop(copying);
    // One file that is whole by itself; it becomes one with a log beside it again where it is opened.
    let alone: rusqlite::Result<String> =
        copy.pragma_update_and_check(None, "journal_mode", "delete", |row| row.get(0));
    alone.map_err(latarnia_core::Error::from)?;
    Ok(tip)
}

/// Is it sound, does it hold as many operations as were numbered, and is its log the one it was copied from?
fn checked(target: &Path, tip: Option<Tip>) -> Result<Copied, Error> {
    let store = Store::open_reader(target, None).map_err(Error::opening(target))?;
    let mut problems = store.problems()?;
    if problems.is_empty() {
        problems.extend(gaps(store.db())?);
        if seal::tip(store.db())? != tip {
            problems.push("its log is not the one it was copied from".to_owned());
        }
    }
    if let Some(problem) = problems.into_iter().next() {
        return Err(Error::BadCopy { path: target.to_owned(), problem });
    }
    let (number, orders) = (log_number(store.db())?, orders(store.db())?);
    drop(store);
    let hash = hash_of(target).map_err(Error::file(target))?;
    Ok(Copied { number, orders, hash })
}

/// The hash of a file's bytes, which are on the disk when this returns.
pub fn hash_of(path: &Path) -> std::io::Result<blake3::Hash> {
    let file = File::open(path)?;
    file.sync_all()?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file)?;
    Ok(hasher.finalize())
}

/// What orders a registry has carried out.
fn orders(db: &Connection) -> Result<Orders, Error> {
    let (mut newest, mut hasher) = (0, blake3::Hasher::new());
    loop {
        let some = erase::orders_after(db, newest)?;
        let Some(last) = some.last() else { break };
        newest = last.n;
        for order in &some {
            hasher.update(&serde_json::to_vec(order).map_err(latarnia_core::Error::from)?);
        }
    }
    let mut digest = [0; 8];
    hasher.finalize_xof().fill(&mut digest);
    Ok(Orders { newest, digest })
}
