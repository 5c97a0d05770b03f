//! After some wrong passwords a name has to wait, longer each time. Kept in memory: a restart forgives.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use latarnia_core::clock::Millis;

/// Wrong tries that cost nothing.
const FREE: u32 = 5;
/// The longest wait.
const LONGEST_MS: i64 = 15 * 60 * Millis::SECOND;
/// Names remembered at once.
const MOST: usize = 10_000;

#[derive(Clone, Copy)]
struct Tries {
    wrong: u32,
    until: Millis,
}

/// Who has to wait.
#[derive(Default)]
pub struct BackOff(Mutex<HashMap<String, Tries>>);

impl BackOff {
    /// Seconds this name still has to wait, if any.
    pub fn wait(&self, name: &str, now: Millis) -> Option<u64> {
        let tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = tries.get(name)?.until.since(now);
        if left <= 0 { None } else { u64::try_from(left / 1000 + 1).ok() }
    }

    /// A wrong password.
    pub fn failed(&self, name: &str, now: Millis) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= MOST {
            tries.retain(|_, tries| tries.until > now);
        }
        let entry = tries.entry(name.to_owned()).or_insert(Tries { wrong: 0, until: now });
        entry.wrong += 1;
        if entry.wrong >= FREE {
            let doubled = 2_i64.saturating_pow(entry.wrong - FREE + 1).saturating_mul(Millis::SECOND);
            entry.until = now.plus(doubled.min(LONGEST_MS));
        }
    }

    /// The right password: everything is forgotten.
    pub fn succeeded(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_try_after_the_fifth_doubles_the_wait() {
        let backoff = BackOff::default();
        for _ in 0..4 {
            backoff.failed("anna", Millis(0));
        }
        assert_eq!(backoff.wait("anna", Millis(0)), None);
        backoff.failed("anna", Millis(0));
        assert_eq!(backoff.wait("anna", Millis(0)), Some(3));
        backoff.failed("anna", Millis(0));
        assert_eq!(backoff.wait("anna", Millis(0)), Some(5));
        assert_eq!(backoff.wait("bartek", Millis(0)), None);
        for _ in 0..40 {
            backoff.failed("anna", Millis(0));
        }
        assert_eq!(backoff.wait("anna", Millis(0)), Some(901), "never more than a quarter of an hour");
        backoff.succeeded("anna");
        assert_eq!(backoff.wait("anna", Millis(0)), None);
    }
}
