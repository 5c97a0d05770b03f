//! The seam to keys in hardware that work only right after a finger or a face.
//!
//! A second way into a vault, never the only one: the system throws such a key away when another finger is enrolled.

use crate::command::settings::Language;
use crate::error::{CallError, Code};

/// What this device has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// No reader that is good enough.
    Absent,
    /// A reader, and nobody's finger or face in it.
    NobodyEnrolled,
    /// It can be asked.
    Ready,
}

/// Keys that ask for a finger or a face, one for each vault. Every call that asks waits for the person, so it is never
/// made with the store locked.
pub trait Biometrics: Send + Sync {
    /// What this device has now.
    fn readiness(&self) -> Readiness;
    /// Makes a new key for the vault of that number in place of an old one, asks in `language`, and wraps `secret`.
    fn wrap(&self, vault: u32, secret: &[u8], language: Language) -> Result<Vec<u8>, Refusal>;
    /// Asks, and unwraps what [`Biometrics::wrap`] gave for the same vault.
    fn unwrap(&self, vault: u32, wrapped: &[u8], language: Language) -> Result<Vec<u8>, Refusal>;
    /// Destroys the vault's key; that there is none is no error.
    fn forget(&self, vault: u32) -> Result<(), CallError>;
}

/// Why it did not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The person thought better of it, or did nothing for too long.
    #[error("nobody touched it")]
    Cancelled,
    /// Too many strange fingers; the system counts them.
    #[error("too many strange fingers")]
    Exhausted,
    /// The key is gone: fingers or faces were enrolled or removed, or it is another vault's.
    #[error("the key is gone")]
    Changed,
    /// Anything else, for support.
    #[error("{0}")]
    Failed(String),
}

/// Of devices that have nothing of the kind: a desktop, the bridge, and so far an iPhone.
pub struct NoBiometrics;

impl Biometrics for NoBiometrics {
    fn readiness(&self) -> Readiness {
        Readiness::Absent
    }

    fn wrap(&self, _: u32, _: &[u8], _: Language) -> Result<Vec<u8>, Refusal> {
        Err(Refusal::Failed("there is no reader".into()))
    }

    fn unwrap(&self, _: u32, _: &[u8], _: Language) -> Result<Vec<u8>, Refusal> {
        Err(Refusal::Failed("there is no reader".into()))
    }

    fn forget(&self, _: u32) -> Result<(), CallError> {
        Ok(())
    }
}

impl From<Refusal> for CallError {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal {
            Refusal::Cancelled => Code::BiometricCancelled,
            Refusal::Exhausted | Refusal::Changed => Code::BiometricClosed,
            Refusal::Failed(_) => Code::BiometricFailed,
        };
        Self::new(code, format!("the finger: {refusal}"))
    }
}
