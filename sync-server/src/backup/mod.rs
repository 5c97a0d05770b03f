//! Backups by schedule: whole, checked copies of a registry in a file, with its pictures, in a folder of their
//! own, while the server serves. `docs/adr/0015-backups-that-erasure-reaches.md` says why they are as they are.
//!
//! * [`folder`]: what a backup is called, which are there, which stay
//! * [`schedule`]: when the next one is made, what becomes of those before, and whether it goes well
//! * [`cleared`]: from when on no backup holds what was erased

pub mod cleared;
pub mod folder;
pub mod schedule;

use std::path::PathBuf;

/// Where backups go, and how many there are.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Their folder.
    pub folder: PathBuf,
    /// Milliseconds from one to the next.
    pub every: i64,
    /// How many stay.
    pub keep: usize,
}
