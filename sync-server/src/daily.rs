//! What is done once a day, by whoever comes by first: no timer that a test would have to wait for.

use std::sync::{Mutex, PoisonError};

use latarnia_core::clock::Millis;

use crate::App;

/// When it was last done.
#[derive(Default)]
pub struct Daily(Mutex<Option<Millis>>);

impl Daily {
    /// Is it time again? Then it counts as done.
    fn is_due(&self, now: Millis) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = last.is_none_or(|last| now.since(last) >= Millis::DAY);
        if due {
            *last = Some(now);
        }
        due
    }
}

/// Drops the pictures that no record has named for a month, if that was not done today.
pub async fn sweep_photos(app: &App) {
    let now = app.now();
    if !app.swept.is_due(now) {
        return;
    }
    match app.attachments.sweep(now).await {
        Ok(0) => {}
        Ok(dropped) => tracing::info!(dropped, "pictures that no record names were dropped"),
        Err(error) => tracing::warn!(%error, "pictures that no record names could not be dropped"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_time_once_a_day() {
        let daily = Daily::default();
        let times = [0, 1, Millis::DAY - 1, Millis::DAY, Millis::DAY + 1, 2 * Millis::DAY];
        let due = times.map(|ms| daily.is_due(Millis(ms)));
        assert_eq!(due, [true, false, false, true, false, true]);
    }
}
