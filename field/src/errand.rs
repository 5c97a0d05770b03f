//! One piece of background work: at most one thread is at it, whoever has news wakes it, and after a
//! failure it is tried again with growing waits.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use latarnia_core::clock::{Clock, Millis};

use crate::error::{CallError, Code};

/// First and longest wait after a failure.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// Whether somebody is at it.
#[derive(Default)]
pub struct Errand {
    state: Mutex<State>,
    woken: Condvar,
}

#[derive(Default)]
struct State {
    running: bool,
    again: bool,
    next_attempt: Option<Millis>,
}

impl Errand {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// There is something to do. True if the caller has to start [`Self::work`] in a thread; one that runs
    /// already goes round once more.
    #[must_use]
    pub fn wake(&self) -> bool {
        let mut state = self.state();
        state.again = true;
        self.woken.notify_all();
        !std::mem::replace(&mut state.running, true)
    }

    /// When the next attempt is made by itself, if one waits.
    pub fn next_attempt(&self) -> Option<Millis> {
        self.state().next_attempt
    }

    /// Does `once` until nothing is left to do, or until it fails in a way that trying again does not mend.
    pub fn work(&self, clock: &dyn Clock, mut once: impl FnMut() -> Result<(), CallError>) {
        let mut waits = waits();
        loop {
            self.state().again = false;
            let wait = match once() {
                Ok(()) => {
                    waits = self::waits();
                    Duration::ZERO
                }
                Err(error) if is_final(error.code) => Duration::ZERO,
                Err(_) => waits.next().unwrap_or(LONGEST_WAIT),
            };
            if !self.pause(clock, wait) {
                return;
            }
        }
    }

    /// Waits for `wait` or until someone wakes us. False if there is nothing more to do.
    fn pause(&self, clock: &dyn Clock, wait: Duration) -> bool {
        let mut state = self.state();
        if state.again {
            return true;
        }
        if wait.is_zero() {
            state.running = false;
            return false;
        }
        let until = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        state.next_attempt = Some(clock.now().plus(until));
        let (mut state, _) = self
            .woken
            .wait_timeout_while(state, wait, |state| !state.again)
            .unwrap_or_else(PoisonError::into_inner);
        state.next_attempt = None;
        true
    }
}

/// Failures that trying again does not mend.
const fn is_final(code: Code) -> bool {
    matches!(
        code,
        Code::Locked | Code::NotEnrolled | Code::Revoked | Code::Forked | Code::AppTooOld | Code::Refused
    )
}

fn waits() -> impl Iterator<Item = Duration> {
    let builder = ExponentialBuilder::default().with_min_delay(FIRST_WAIT).with_max_delay(LONGEST_WAIT);
    builder.with_jitter().without_max_times().build()
}
