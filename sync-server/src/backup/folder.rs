//! The folder of backups. A file there counts if its name says when it was made, how far its log reaches, which
//! orders to erase are carried out in it, and how its bytes begin to hash; it gets that name when it is whole.
//! Whatever else lies there is left alone.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime};
use latarnia_core::clock::Millis;

use crate::Error;
use crate::registry::sqlite::copy::Copied;

const BEGIN: &str = "latarnia-";
const END: &str = ".db";
/// What is not whole yet.
const PART: &str = "latarnia.part";
const TIME: &str = "%Y%m%dT%H%M%SZ";

/// A backup in its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// When it was made.
    pub at: Millis,
    /// How far its log reaches.
    pub number: u64,
    /// The digest of the orders to erase that are carried out in it, in hex.
    pub orders: String,
    /// The first half of the BLAKE3 hash of its bytes, in hex.
    pub hash: String,
}

impl Backup {
    /// A copy that was made then.
    pub fn of(copied: &Copied, at: Millis) -> Self {
        Self {
            // A name tells seconds.
            at: at.plus(-at.0.rem_euclid(1_000)),
            number: copied.number,
            orders: format!("{:016x}", u64::from_be_bytes(copied.orders.digest)),
            hash: beginning_of(&copied.hash),
        }
    }

    /// Its file's name.
    pub fn name(&self) -> String {
        let Self { at, number, orders, hash } = self;
        let at = DateTime::from_timestamp_millis(at.0).unwrap_or_default().format(TIME);
        format!("{BEGIN}{at}-{number}-{orders}-{hash}{END}")
    }

    /// The backup of that name.
    pub fn named(name: &str) -> Option<Self> {
        let mut parts = name.strip_prefix(BEGIN)?.strip_suffix(END)?.split('-');
        let at = NaiveDateTime::parse_from_str(parts.next()?, TIME).ok()?.and_utc().timestamp_millis();
        let (number, orders, hash) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
        let (at, orders, hash) = (Millis(at), orders.to_owned(), hash.to_owned());
        Some(Self { at, number, orders, hash }).filter(|backup| backup.name() == name)
    }
}

/// As much of a hash as stands in a name.
pub fn beginning_of(hash: &blake3::Hash) -> String {
    hash.to_hex().chars().take(32).collect()
}

/// The backups in the folder, the oldest first.
pub fn all(folder: &Path) -> io::Result<Vec<Backup>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        found.extend(entry?.file_name().to_str().and_then(Backup::named));
    }
    found.sort_by_key(|backup| (backup.at, backup.number));
    Ok(found)
}

/// A name for one that is not whole yet; removes what was left half-done. A folder that is not there is not
/// made: the disk it should lie on may be missing.
pub fn begin(folder: &Path) -> Result<PathBuf, Error> {
    for entry in std::fs::read_dir(folder).map_err(Error::file(folder))? {
        let entry = entry.map_err(Error::file(folder))?;
        // SQLite may have had files of its own beside it.
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(PART)) {
            std::fs::remove_file(entry.path()).map_err(Error::file(entry.path()))?;
        }
    }
    Ok(folder.join(PART))
}

/// Gives a whole copy its name: from now on it counts.
pub fn finish(folder: &Path, part: &Path, backup: &Backup) -> Result<(), Error> {
    std::fs::rename(part, folder.join(backup.name())).map_err(Error::file(folder))?;
    let synced = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(Error::file(folder))
}

/// Removes all in which other orders to erase are carried out than in the fresh one, and the oldest of the
/// others until no more than `keep` are left. Returns how many it removed.
pub fn thin_out(folder: &Path, fresh: &Backup, keep: usize) -> Result<usize, Error> {
    let mut stay = all(folder).map_err(Error::file(folder))?;
    stay.retain(|backup| backup != fresh);
    let (mut stay, mut go): (Vec<_>, Vec<_>) =
        stay.into_iter().partition(|backup| backup.orders == fresh.orders);
    let too_many = (stay.len() + 1).saturating_sub(keep.max(1));
    go.extend(stay.drain(..too_many));
    for backup in &go {
        let path = folder.join(backup.name());
        std::fs::remove_file(&path).map_err(Error::file(&path))?;
    }
    Ok(go.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backup(at: i64, orders: &str) -> Backup {
        let (orders, hash) = (orders.repeat(16), "0f".repeat(16));
        Backup { at: Millis(at * 1_000), number: 7, orders, hash }
    }

    #[test]
    fn a_name_says_everything_and_other_names_say_nothing() {
        let one = backup(1_795_374_000, "a");
        assert_eq!(one.name().split('-').nth(1), Some("20261122T190000Z"));
        assert_eq!(Backup::named(&one.name()), Some(one.clone()));
        let other =
            [one.name().replace(".db", ".part"), one.name() + "x", "registry.db".into(), String::new()];
        assert!(other.iter().all(|name| Backup::named(name).is_none()));
    }

    #[test]
    fn the_oldest_go_first_the_fresh_one_never_and_who_knows_of_fewer_orders_at_once() {
        let folder = tempfile::tempdir().expect("folder");
        let there = |backup: &Backup| std::fs::write(folder.path().join(backup.name()), "").expect("written");
        let left =
            || all(folder.path()).expect("readable").iter().map(|one| one.at.0 / 1_000).collect::<Vec<_>>();
        std::fs::write(folder.path().join("notes.txt"), "of the operator").expect("written");
        // The last one was made while the clock was wrong.
        for at in [1, 2, 3, 4, 900] {
            there(&backup(at, "a"));
        }
        let fresh = backup(5, "a");
        there(&fresh);
        assert_eq!(thin_out(folder.path(), &fresh, 3).expect("removed"), 3);
        assert_eq!(left(), [4, 5, 900]);
        let after_an_order = backup(6, "b");
        there(&after_an_order);
        assert_eq!(thin_out(folder.path(), &after_an_order, 3).expect("removed"), 3);
        assert_eq!(left(), [6]);
        assert!(folder.path().join("notes.txt").exists(), "what is not ours stays");
    }
}
