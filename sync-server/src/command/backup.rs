//! `backup`: a whole copy while others read and write, or none.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::{existing, say};
use crate::Error;
use crate::config::Place;
use crate::registry::Opened;

/// Copies beside the target and moves the whole copy in place.
pub async fn run(place: &Place, target: &Path) -> Result<(), Error> {
    if place.database.is_some() {
        return Err(Error::Refused(
            "the registry is in PostgreSQL: back it up with `pg_dump --format=custom`, or with base backups and \
             an archive of the write-ahead log; replicas need no backup"
                .to_owned(),
        ));
    }
    existing(&place.data)?;
    must_be_new(target)?;
    let opened = Opened::at(place).await?;
    let part = begin(target)?;
    let copied = opened.records().backup(part.clone()).await.map_err(Error::opening(&part));
    let moved = copied.and_then(|()| std::fs::rename(&part, target).map_err(Error::file(target)));
    if moved.is_err() {
        // Half a backup is worse than none.
        drop(std::fs::remove_file(&part));
    }
    moved?;
    say(&format!("backed up to {}\n", target.display()))
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

/// An empty file beside the target, for its owner only: it will hold what the registry holds.
fn begin(target: &Path) -> Result<PathBuf, Error> {
    let mut part = target.to_owned().into_os_string();
    part.push(".part");
    let part = PathBuf::from(part);
    drop(std::fs::remove_file(&part));
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part);
    made.map_err(|error| {
        let target = target.display();
        Error::Refused(format!("{target} cannot be written ({error}); name a file where you may write"))
    })?;
    Ok(part)
}
