//! The seam to the phone's alarm clock: it rings when a crew is not back in time, with the app closed as well.

use std::sync::{Arc, Mutex, PoisonError};

use latarnia_core::clock::Millis;
use latarnia_core::id::WorkerId;
use latarnia_core::view::{OutingCard, outings};

use crate::FieldApp;
use crate::command::settings::Language;
use crate::error::CallError;

/// An alarm clock with one alarm.
pub trait Alarm: Send + Sync {
    /// Rings at `at` by this device's own wall clock, in place of when it was to ring, and speaks `language`.
    fn set(&self, at: Millis, language: Language) -> Result<(), CallError>;
    /// Does not ring, and falls silent if it is ringing.
    fn cancel(&self) -> Result<(), CallError>;
}

/// Of machines that can wake nobody: a desktop, the bridge, and so far an iPhone.
pub struct NoAlarm;

impl Alarm for NoAlarm {
    fn set(&self, _: Millis, _: Language) -> Result<(), CallError> {
        Ok(())
    }

    fn cancel(&self) -> Result<(), CallError> {
        Ok(())
    }
}

/// An outing nobody ended is over after two days, as on the first screen.
const FORGOTTEN_MS: i64 = 2 * Millis::DAY;

/// What the alarm clock should do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// Ring when this worker has to be back.
    Ring(Millis),
    /// The time has passed and nobody answered: what rings may go on ringing, and nothing begins to.
    AsItIs,
    Silence,
}

/// Keeps the alarm to the outing of this worker, whoever on whichever phone starts, extends or ends it.
pub(crate) struct Watch {
    alarm: Arc<dyn Alarm>,
    /// What it was told last, by this run of the program.
    told: Mutex<Option<(Wanted, Language)>>,
}

impl Watch {
    pub(crate) fn over(alarm: Arc<dyn Alarm>) -> Self {
        Self { alarm, told: Mutex::default() }
    }

    /// Looks at the outings again. That the alarm cannot be set stops nobody from working.
    pub(crate) fn follow(&self, app: &FieldApp) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let found = app.look(None, |look| {
            let cards = outings(look, look.now.plus(-FORGOTTEN_MS))?;
            Ok((wanted(&cards, look.reader.worker, look.now), look.now))
        });
        // Locked meanwhile: the alarm stays as it is.
        let Ok((wanted, now)) = found else { return };
        let language = app.settings().unwrap_or_default().language;
        if *told == Some((wanted, language)) {
            return;
        }
        let done = match wanted {
            // The server's time decides what is late; the alarm goes by this device's own clock.
            Wanted::Ring(due) => self.alarm.set(app.inner.clock.now().plus(due.since(now)), language),
            Wanted::Silence => self.alarm.cancel(),
            Wanted::AsItIs => Ok(()),
        };
        match done {
            Ok(()) => *told = Some((wanted, language)),
            Err(error) => tracing::warn!(code = %error.code, "the alarm did not take it in"),
        }
    }

    /// There is no worker here any more.
    pub(crate) fn silence(&self) {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = None;
        if let Err(error) = self.alarm.cancel() {
            tracing::warn!(code = %error.code, "the alarm did not take it in");
        }
    }
}

fn wanted(outings: &[OutingCard], worker: WorkerId, now: Millis) -> Wanted {
    let mine = outings.iter().find(|outing| outing.ended.is_none() && outing.crew.contains(&worker));
    match mine.and_then(|outing| Some((outing.return_by?, outing.checked_in))) {
        Some((due, _)) if due > now => Wanted::Ring(due),
        Some((due, answered)) if answered.is_none_or(|at| at < due) => Wanted::AsItIs,
        _ => Wanted::Silence,
    }
}

#[cfg(test)]
mod tests {
    use latarnia_core::id::OutingId;

    use super::*;

    const NOW: Millis = Millis(1_800_000_000_000);

    fn outing(crew: WorkerId, return_by: i64, checked_in: Option<i64>, ended: Option<i64>) -> OutingCard {
        let at = |offset: i64| NOW.plus(offset);
        OutingCard {
            id: OutingId::new(uuid::Uuid::from_u128(1)),
            crew: vec![crew],
            crew_names: Vec::new(),
            area: None,
            started: at(-60_000),
            return_by: Some(at(return_by)),
            checked_in: checked_in.map(at),
            ended: ended.map(at),
            late: return_by < 0,
            partners: Vec::new(),
            temperature: None,
            visits: 0,
            contacts: 0,
            interventions: 0,
            unsent: false,
        }
    }

    #[test]
    fn the_alarm_wants_what_the_outing_says() {
        let worker = |n| WorkerId::new(uuid::Uuid::from_u128(n));
        let (me, other) = (worker(7), worker(8));
        for (what, outing, expected) in [
            ("out", outing(me, 9_000, None, None), Wanted::Ring(NOW.plus(9_000))),
            ("all right, and still out", outing(me, 9_000, Some(-10), None), Wanted::Ring(NOW.plus(9_000))),
            ("back", outing(me, 9_000, None, Some(-5)), Wanted::Silence),
            ("late", outing(me, -9_000, None, None), Wanted::AsItIs),
            ("late, and was all right before", outing(me, -9_000, Some(-9_500), None), Wanted::AsItIs),
            ("late, and answered", outing(me, -9_000, Some(-10), None), Wanted::Silence),
            ("late, and back", outing(me, -9_000, None, Some(-5)), Wanted::Silence),
            ("somebody else is out", outing(other, 9_000, None, None), Wanted::Silence),
        ] {
            assert_eq!(wanted(&[outing], me, NOW), expected, "{what}");
        }
        assert_eq!(wanted(&[], me, NOW), Wanted::Silence, "nobody is out");
    }
}
