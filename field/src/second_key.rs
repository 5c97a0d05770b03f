//! A second copy of the vault's key, which a finger or a face opens in place of the PIN.
//!
//! `biometric.json` beside the vault holds it, wrapped twice: by a key that asks for the finger, and by the vault's own
//! keystore, so that it dies with either. The PIN always opens; what closes the copy is kept to be told on the lock.

use std::path::PathBuf;
use std::sync::Arc;

use latarnia_core::clock::Millis;
use latarnia_core::store::Key;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::biometric::{Biometrics, Readiness, Refusal};
use crate::command::settings::Language;
use crate::error::{CallError, Code};
use crate::keystore::Keystore;
use crate::vault::{disk, write_private};

/// A PIN that is never typed is forgotten, and what was not sent is lost with it: after so long it is asked for.
const PIN_EVERY_MS: i64 = 7 * Millis::DAY;

/// Whether a finger or a face opens a vault, and why not if it did before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FingerState {
    /// Not switched on, or no reader here.
    Off,
    /// It opens.
    Ready,
    /// Too many strange fingers: once the PIN was given it opens again.
    Exhausted,
    /// Fingers or faces in the phone changed: it has to be switched on anew.
    Changed,
    /// Another worker shares the phone now: it was switched off.
    Shared,
    /// The PIN was not given for a week: once it was, a finger opens again.
    PinDue,
}

/// What lies beside the vault.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    /// Empty once it was thrown away.
    copy: Vec<u8>,
    /// When the PIN was given last.
    pin_given: Millis,
    state: FingerState,
}

/// One vault's second key, there or not.
pub struct SecondKey {
    /// The vault's number: each has a key of its own in the hardware.
    pub(crate) vault: u32,
    pub(crate) path: PathBuf,
    pub(crate) keystore: Arc<dyn Keystore>,
    pub(crate) biometrics: Arc<dyn Biometrics>,
}

/// A copy that was made and lies nowhere yet.
pub struct Fresh(Vec<u8>);

impl SecondKey {
    /// Whether it opens now.
    pub fn state(&self, now: Millis) -> FingerState {
        let Some(kept) = self.kept() else { return FingerState::Off };
        match (kept.state, self.biometrics.readiness()) {
            (FingerState::Ready, Readiness::Absent) => FingerState::Off,
            (FingerState::Ready, Readiness::NobodyEnrolled) => FingerState::Changed,
            (FingerState::Ready, Readiness::Ready) if is_pin_due(&kept, now) => FingerState::PinDue,
            (state, _) => state,
        }
    }

    /// Asks for a finger or a face and makes a copy of `key`; [`SecondKey::keep`] puts it in place.
    ///
    /// # Errors
    /// Why the system did not ask or nobody answered.
    pub fn make(&self, key: &Key, language: Language) -> Result<Fresh, CallError> {
        let by_finger = self.biometrics.wrap(self.vault, key, language)?;
        Ok(Fresh(self.keystore.wrap(&by_finger)?))
    }

    /// Puts a fresh copy in place of what was there.
    ///
    /// # Errors
    /// What the disk says.
    pub fn keep(&self, fresh: Fresh, now: Millis) -> Result<(), CallError> {
        self.write(&Kept { version: 1, copy: fresh.0, pin_given: now, state: FingerState::Ready })
    }

    /// Asks for a finger or a face and gives the vault's key. What cannot open any more is closed until the PIN is given.
    ///
    /// # Errors
    /// [`Code::BiometricCancelled`], [`Code::BiometricClosed`] (then [`SecondKey::state`] says why), or
    /// [`Code::BiometricFailed`].
    pub fn open(&self, language: Language, now: Millis) -> Result<Key, CallError> {
        let kept = self.kept().filter(|_| self.state(now) == FingerState::Ready);
        let kept = kept.ok_or_else(|| CallError::new(Code::BiometricClosed, "only the PIN opens"))?;
        let unwrapped = match self.keystore.unwrap(&kept.copy) {
            Ok(by_finger) => self.biometrics.unwrap(self.vault, &by_finger, language),
            Err(error) if error.code == Code::DatabaseDamaged => Err(Refusal::Changed),
            Err(error) => return Err(error),
        };
        match unwrapped.map(|key| Key::try_from(key.as_slice())) {
            Ok(Ok(key)) => Ok(key),
            Ok(Err(_)) | Err(Refusal::Changed) => {
                self.close(FingerState::Changed)?;
                Err(Refusal::Changed.into())
            }
            Err(Refusal::Exhausted) => {
                self.write(&Kept { state: FingerState::Exhausted, ..kept })?;
                Err(Refusal::Exhausted.into())
            }
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// Throws the copy and its key away, and keeps why.
    ///
    /// # Errors
    /// What the disk or the system says.
    pub fn close(&self, why: FingerState) -> Result<(), CallError> {
        let Some(kept) = self.kept() else { return Ok(()) };
        self.write(&Kept { copy: Vec::new(), state: why, ..kept })?;
        self.biometrics.forget(self.vault)
    }

    /// Throws everything away. The file goes first: without it the key opens nothing.
    ///
    /// # Errors
    /// What the disk or the system says.
    pub fn remove(&self) -> Result<(), CallError> {
        if !self.path.exists() {
            return Ok(());
        }
        std::fs::remove_file(&self.path).map_err(|error| disk(&error))?;
        self.biometrics.forget(self.vault)
    }

    /// The right PIN was given: a finger counts again, unless its copy is gone; then there is no more to tell.
    ///
    /// # Errors
    /// What the disk or the system says.
    pub fn pin_given(&self, now: Millis) -> Result<(), CallError> {
        match self.kept() {
            Some(kept) if kept.copy.is_empty() => self.remove(),
            Some(kept) => self.write(&Kept { pin_given: now, state: FingerState::Ready, ..kept }),
            None => Ok(()),
        }
    }

    fn kept(&self) -> Option<Kept> {
        serde_json::from_slice(&std::fs::read(&self.path).ok()?).ok()
    }

    fn write(&self, kept: &Kept) -> Result<(), CallError> {
        write_private(&self.path, &serde_json::to_vec(kept).map_err(CallError::bad_output)?)
    }
}

/// A clock that was set back says nothing about how long ago it was.
fn is_pin_due(kept: &Kept, now: Millis) -> bool {
    let ago = now.since(kept.pin_given);
    !(0..PIN_EVERY_MS).contains(&ago)
}
