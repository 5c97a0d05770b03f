//! The phone this window shows, and where its files lie.

use std::path::{Path, PathBuf};

use latarnia_field::{CallError, Code, Event, FieldApp, Parts};
use tauri::{AppHandle, Manager as _};
use tokio::sync::broadcast;

use crate::device;

/// Another folder than the system's, for demos and tests.
const FOLDER: &str = "LATARNIA_DATA";

/// The phone, or why there is none: then every command answers with the reason and the screens show it,
/// instead of a window that never opens.
#[derive(Clone)]
pub struct Phone(Result<FieldApp, CallError>);

impl Phone {
    /// The phone whose files lie in this app's folder.
    pub fn of(app: &AppHandle) -> tauri::Result<Self> {
        Ok(Self::in_folder(&folder(app)?, |folder| device::parts(app, folder)))
    }

    fn in_folder(folder: &Path, parts: impl FnOnce(&Path) -> Parts) -> Self {
        Self(
            std::fs::create_dir_all(folder)
                .map_err(|error| no_folder(folder, &error))
                .map(|()| FieldApp::new(parts(folder))),
        )
    }

    /// The phone, or why there is none.
    pub fn get(&self) -> Result<&FieldApp, CallError> {
        self.0.as_ref().map_err(Clone::clone)
    }

    /// What changes from now on.
    pub fn events(&self) -> Option<broadcast::Receiver<Event>> {
        self.0.as_ref().ok().map(FieldApp::events)
    }
}

/// Where everything of this app lies, the webview's own files included.
pub fn folder(app: &AppHandle) -> tauri::Result<PathBuf> {
    match std::env::var_os(FOLDER) {
        Some(folder) if !folder.is_empty() => Ok(std::path::absolute(folder)?),
        _ => app.path().app_data_dir(),
    }
}

fn no_folder(folder: &Path, error: &std::io::Error) -> CallError {
    tracing::error!(%error, folder = %folder.display(), "the data folder cannot be made");
    let code = match error.kind() {
        std::io::ErrorKind::StorageFull => Code::DiskFull,
        _ => Code::Internal,
    };
    CallError::new(code, format!("the data folder cannot be made: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_cannot_be_made_is_told_by_every_command() {
        let place = tempfile::tempdir().expect("folder");
        let taken = place.path().join("taken");
        std::fs::write(&taken, b"a file").expect("write");

        let phone = Phone::in_folder(&taken.join("data"), Parts::on_disk);

        let told = phone.get().map(|_| ()).expect_err("there is no phone");
        assert_eq!(told.code, Code::Internal);
        assert!(told.detail.starts_with("the data folder cannot be made"), "{}", told.detail);
    }

    #[test]
    fn a_missing_folder_is_made() {
        let place = tempfile::tempdir().expect("folder");
        let phone = Phone::in_folder(&place.path().join("one/two"), Parts::on_disk);
        assert!(phone.get().and_then(FieldApp::session).is_ok());
    }
}
