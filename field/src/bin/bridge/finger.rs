//! A stand-in for the phone's reader of fingers, for demos and tests: a file says what the next touch is.

use std::path::{Path, PathBuf};

use latarnia_field::CallError;
use latarnia_field::biometric::{Biometrics, Readiness, Refusal};
use latarnia_field::command::settings::Language;
use latarnia_field::keystore::{FileKeystore, Keystore};

/// The file holds one word: `right` (a finger that is known), `exhausted` (too many strange ones), `changed` (another was
/// enrolled: keys made before are gone), `nobody` (none is enrolled), and anything else for nobody touching it. Without
/// the file there is no reader.
pub struct FingerInAFile(PathBuf);

impl FingerInAFile {
    pub fn at(file: &Path) -> Self {
        Self(file.to_owned())
    }

    fn word(&self) -> Option<String> {
        std::fs::read_to_string(&self.0).ok().map(|text| text.trim().to_owned())
    }

    fn touch(&self, vault: u32) -> Result<(), Refusal> {
        match self.word().as_deref() {
            Some("right") => Ok(()),
            Some("exhausted") => Err(Refusal::Exhausted),
            Some("changed" | "nobody") => {
                self.forget(vault).map_err(failed)?;
                Err(Refusal::Changed)
            }
            _ => Err(Refusal::Cancelled),
        }
    }

    fn key(&self, vault: u32) -> FileKeystore {
        FileKeystore::at(&self.0.with_extension(format!("key{vault}")))
    }
}

impl Biometrics for FingerInAFile {
    fn readiness(&self) -> Readiness {
        match self.word().as_deref() {
            None => Readiness::Absent,
            Some("nobody") => Readiness::NobodyEnrolled,
            Some(_) => Readiness::Ready,
        }
    }

    fn wrap(&self, vault: u32, secret: &[u8], _: Language) -> Result<Vec<u8>, Refusal> {
        self.touch(vault)?;
        let key = self.key(vault);
        key.destroy().and_then(|()| key.wrap(secret)).map_err(failed)
    }

    fn unwrap(&self, vault: u32, wrapped: &[u8], _: Language) -> Result<Vec<u8>, Refusal> {
        self.touch(vault)?;
        // A key file that is gone or another's is what a system calls changed.
        self.key(vault).unwrap(wrapped).or(Err(Refusal::Changed))
    }

    fn forget(&self, vault: u32) -> Result<(), CallError> {
        self.key(vault).destroy()
    }
}

fn failed(error: CallError) -> Refusal {
    Refusal::Failed(error.detail)
}
