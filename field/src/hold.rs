//! One phone folder, one program: two on the same files would each believe to be the phone.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::Path;

use crate::error::{CallError, Code};
use crate::vault::disk;

/// The file that is held; it is empty and stays, because whoever removed it could let a second one in.
const FILE: &str = "phone.lock";

/// A hold on a folder. While it lives no other program opens the vault there; the system lets go of it
/// when the program ends, however it ends.
#[derive(Debug)]
pub struct Hold {
    _file: File,
}

impl Hold {
    /// Takes the folder, or says that another program has it.
    ///
    /// # Errors
    /// [`Code::InUse`], or what the disk says.
    pub fn take(folder: &Path) -> Result<Self, CallError> {
        std::fs::create_dir_all(folder).map_err(|error| disk(&error))?;
        let path = folder.join(FILE);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(|error| disk(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(in_use(folder)),
            // Where the system has no locks, as on a phone, it runs every app once.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                Ok(Self { _file: file })
            }
            Err(TryLockError::Error(error)) => Err(disk(&error)),
        }
    }
}

fn in_use(folder: &Path) -> CallError {
    let folder = folder.display();
    CallError::new(
        Code::InUse,
        format!("another program has the phone in {folder} open; close it, or lock it there, and try again"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_held_once_and_free_again_afterwards() {
        let folder = tempfile::tempdir().expect("folder");
        let first = Hold::take(folder.path()).expect("free");
        let second = Hold::take(folder.path()).expect_err("held");
        assert_eq!(second.code, Code::InUse);
        assert!(second.detail.contains("close it"), "{}", second.detail);
        let elsewhere = tempfile::tempdir().expect("folder");
        Hold::take(elsewhere.path()).expect("another folder is another phone");
        drop(first);
        Hold::take(folder.path()).expect("free again");
    }
}
