//! `backup` and `restore`: a whole copy while others read and write, or none; and the way back.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use latarnia_core::store::ledger::log_number;
use latarnia_core::store::{Store, meta};
use tokio::sync::watch;

use super::{existing, say};
use crate::Error;
use crate::backup::folder::{Backup, beginning_of};
use crate::config::{Place, must_have_folder};
use crate::epoch;
use crate::registry::Opened;
use crate::registry::postgres::BACKED_UP_THERE;
use crate::registry::sqlite::copy::hash_of;
use crate::registry::sqlite::{self, FILE};

/// Copies beside the target and moves the whole copy in place.
pub async fn run(place: &Place, target: &Path) -> Result<(), Error> {
    if place.database.is_some() {
        return Err(Error::Refused(BACKED_UP_THERE.to_owned()));
    }
    existing(&place.data)?;
    must_be_new(target)?;
    let opened = Opened::at(place).await?;
    let part = begin(target)?;
    let (_never, stopping) = watch::channel(false);
    opened.records().backup(part.clone(), stopping).await.map_err(|error| unwritable(target, error))?;
    std::fs::rename(&part, target).map_err(Error::file(target))?;
    say(&format!("backed up to {}\n", target.display()))
}

/// Checks a backup and copies it into a folder without a registry. It goes by a new epoch from then on, so that
/// phones read it anew and send what it lacks; what was erased since is taken out before it serves, if the list
/// of orders still lies in the folder.
pub fn restore(place: &Place, from: &Path) -> Result<(), Error> {
    if place.database.is_some() {
        return Err(Error::Refused(BACKED_UP_THERE.to_owned()));
    }
    must_have_folder(&place.data)?;
    let target = place.data.join(FILE);
    for end in ["", "-wal", "-shm"] {
        let mut file = target.clone().into_os_string();
        file.push(end);
        if Path::new(&file).symlink_metadata().is_ok() {
            let file = PathBuf::from(file);
            return Err(Error::Refused(format!("{} is there; move it away first", file.display())));
        }
    }
    let part = begin(&target)?;
    let number = fetched(from, &part).inspect_err(|_| drop(begin(&target)))?;
    epoch::forget(&place.data).map_err(Error::file(&place.data))?;
    std::fs::rename(&part, &target).map_err(Error::file(&target))?;
    say(&format!("restored up to operation {number}; start the server, and phones send what it lacks\n"))
}

/// Copies a backup, checks the copy and brings it up to date.
fn fetched(from: &Path, part: &Path) -> Result<u64, Error> {
    let bad = |problem: String| Error::BadBackup { path: from.to_owned(), problem };
    let begun = OpenOptions::new().write(true).create_new(true).mode(0o600).open(part);
    let mut file = begun.map_err(Error::file(part))?;
    let mut source = File::open(from).map_err(Error::file(from))?;
    std::io::copy(&mut source, &mut file).map_err(Error::file(part))?;
    let hash = hash_of(part).map_err(Error::file(part))?;
    let named = from.file_name().and_then(|name| name.to_str()).and_then(Backup::named);
    if named.is_some_and(|backup| backup.hash != beginning_of(&hash)) {
        return Err(bad("its bytes are not those that were written".to_owned()));
    }
    let is_registry = Store::open_reader(part, None).and_then(|store| meta::device(store.db()));
    if !matches!(is_registry, Ok(Some(_))) {
        return Err(bad("it is no registry".to_owned()));
    }
    let store = sqlite::open_store(part).map_err(Error::opening(part))?;
    let mut problems = store.problems()?;
    if problems.is_empty() {
        problems.extend(sqlite::gaps(store.db())?);
    }
    if let Some(problem) = problems.into_iter().next() {
        return Err(bad(problem));
    }
    store.checkpoint()?;
    Ok(log_number(store.db())?)
}

/// A backup replaces nothing, and its folder is there.
fn must_be_new(target: &Path) -> Result<(), Error> {
    let shown = target.display();
    if target.file_name().is_none() {
        return Err(Error::Refused(format!("{shown} names no file; name a new one")));
    }
    if target.symlink_metadata().is_ok() {
        return Err(Error::Refused(format!("{shown} exists already; name a new file")));
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => {
            let folder = folder.display();
            Err(Error::Refused(format!("the folder {folder} does not exist; create it, or name another")))
        }
        _ => Ok(()),
    }
}

/// A name beside the target for what is not whole yet.
fn begin(target: &Path) -> Result<PathBuf, Error> {
    let mut part = target.to_owned().into_os_string();
    part.push(".part");
    let part = PathBuf::from(part);
    match std::fs::remove_file(&part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(unwritable(target, Error::File { path: part, source: error }))
        }
        _ => Ok(part),
    }
}

fn unwritable(target: &Path, error: Error) -> Error {
    match error {
        Error::File { source, .. } => {
            let target = target.display();
            Error::Refused(format!("{target} cannot be written ({source}); name a file where you may write"))
        }
        other => other,
    }
}
