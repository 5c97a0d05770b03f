//! Which log this is. Kept beside the database, never in it: a database restored from a backup is then
//! noticed, and phones send again what it lacks.
//!
//! The file holds the epoch and the highest number the log had reached. A log that reaches less far is
//! an older copy and gets a new epoch. A new epoch is always safe: it costs phones one full reading.
//!
//! A log that several servers share keeps its epoch itself, and replicas notice when it goes back.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use latarnia_core::id::{Ids, SystemIds};
use tokio::sync::watch;

use crate::Error;

/// The file in the data folder.
const FILE: &str = "epoch";

/// Which log this is.
pub enum Epoch {
    /// One in a file: its name lies beside it.
    Beside(Beside),
    /// A shared one, under the name by which it was last read.
    Shared(watch::Receiver<String>),
}

impl Epoch {
    /// The epoch, as phones keep it.
    pub fn name(&self) -> String {
        match self {
            Self::Beside(file) => file.name.clone(),
            Self::Shared(name) => name.borrow().clone(),
        }
    }

    /// The log has reached `number`.
    pub fn reached(&self, number: u64) {
        if let Self::Beside(file) = self {
            file.reached(number);
        }
    }
}

/// The log's name, and how far it has reached, in a file.
pub struct Beside {
    name: String,
    path: PathBuf,
    reached: Mutex<u64>,
}

impl Beside {
    /// Reads the epoch of a log that reaches to `number`, or begins a new one.
    pub fn open(data: &Path, number: u64) -> Result<Self, Error> {
        let (name, path) = (Self::look(data, number), data.join(FILE));
        let epoch = Self { name, path, reached: Mutex::new(number) };
        epoch.keep(number).map_err(Error::file(&epoch.path))?;
        Ok(epoch)
    }

    /// The epoch of a log that reaches to `number`, or a new one; nothing is written.
    pub fn look(data: &Path, number: u64) -> String {
        let kept = std::fs::read_to_string(data.join(FILE)).ok().and_then(|text| read(&text));
        match kept {
            Some((name, reached)) if number >= reached => name,
            _ => SystemIds.opaque().uuid().simple().to_string(),
        }
    }

    /// The epoch, as phones keep it.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn reached(&self, number: u64) {
        let mut reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        if number > *reached {
            *reached = number;
            if let Err(error) = self.keep(number) {
                tracing::warn!(%error, "the epoch file could not be written");
            }
        }
    }

    fn keep(&self, number: u64) -> std::io::Result<()> {
        let part = self.path.with_extension("part");
        std::fs::write(&part, format!("{} {number}\n", self.name))?;
        std::fs::rename(&part, &self.path)
    }
}

/// The log that comes into the folder next is another one.
pub fn forget(data: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(data.join(FILE)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn read(text: &str) -> Option<(String, u64)> {
    let (name, number) = text.trim().split_once(' ')?;
    Some((name.to_owned(), number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_reaches_less_far_than_it_did_is_another_log() {
        let folder = tempfile::tempdir().expect("folder");
        let first = Beside::open(folder.path(), 0).expect("new");
        first.reached(7);
        let again = Beside::open(folder.path(), 9).expect("reopened");
        assert_eq!(again.name(), first.name());
        let restored = Beside::open(folder.path(), 8).expect("restored from a backup");
        assert_ne!(restored.name(), first.name());
        std::fs::write(folder.path().join("epoch"), "").expect("torn");
        assert_ne!(Beside::open(folder.path(), 8).expect("torn").name(), restored.name());
    }
}
