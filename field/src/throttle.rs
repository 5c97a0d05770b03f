//! Wrong PINs: five are free, then each costs twice the wait of the last, up to an hour. Counted on
//! disk, so that closing the app wins nothing.

use std::path::{Path, PathBuf};

use latarnia_core::clock::Millis;
use serde::{Deserialize, Serialize};

use crate::error::{CallError, Code};
use crate::vault::write_private;

const FREE: u32 = 5;
const FIRST_WAIT_S: u64 = 30;
const LONGEST_WAIT_S: u64 = 3600;

#[derive(Default, Serialize, Deserialize)]
struct Attempts {
    wrong: u32,
    last: Millis,
}

/// Counts wrong PINs in one file.
#[derive(Clone)]
pub struct Throttle {
    path: PathBuf,
}

impl Throttle {
    /// Counts in `path`.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// May another PIN be tried now?
    ///
    /// # Errors
    /// [`Code::PinThrottled`] with the seconds to wait.
    pub fn allow(&self, now: Millis) -> Result<(), CallError> {
        let attempts = self.read();
        let wait = wait_s(attempts.wrong);
        let passed = u64::try_from(now.since(attempts.last) / Millis::SECOND).unwrap_or_default();
        if passed >= wait {
            return Ok(());
        }
        let left = wait - passed;
        let error = CallError::new(Code::PinThrottled, format!("{} wrong PINs", attempts.wrong));
        Err(CallError { retry_after_s: Some(left), ..error })
    }

    /// One more wrong PIN. Written before the answer is given.
    pub fn wrong(&self, now: Millis) -> Result<(), CallError> {
        let wrong = self.read().wrong.saturating_add(1);
        self.write(&Attempts { wrong, last: now })
    }

    /// The right PIN: start counting anew.
    pub fn right(&self) -> Result<(), CallError> {
        self.write(&Attempts::default())
    }

    fn read(&self) -> Attempts {
        std::fs::read(&self.path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    fn write(&self, attempts: &Attempts) -> Result<(), CallError> {
        let bytes = serde_json::to_vec(attempts).map_err(CallError::bad_output)?;
        write_private(&self.path, &bytes)
    }
}

fn wait_s(wrong: u32) -> u64 {
    match wrong.checked_sub(FREE) {
        None => 0,
        Some(over) => FIRST_WAIT_S.saturating_mul(1 << over.min(12)).min(LONGEST_WAIT_S),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_guess_waits_and_the_wait_survives_a_restart() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("attempts.json");
        let now = Millis(1_000_000_000);
        for _ in 0..5 {
            Throttle::at(&path).allow(now).expect("free");
            Throttle::at(&path).wrong(now).expect("written");
        }
        let refused = Throttle::at(&path).allow(now).expect_err("waits");
        assert_eq!((refused.code, refused.retry_after_s), (Code::PinThrottled, Some(30)));
        Throttle::at(&path).allow(now.plus(30_000)).expect("after the wait");
    }

    #[test]
    fn the_wait_grows_to_an_hour_and_no_further() {
        let waits: Vec<u64> = [0, 4, 5, 6, 7, 20, u32::MAX].map(wait_s).to_vec();
        assert_eq!(waits, [0, 0, 30, 60, 120, 3600, 3600]);
    }
}
