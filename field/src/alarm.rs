//! The seam to the phone's alarm clock: it rings when a crew is not back in time, with the app closed as well.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use latarnia_core::clock::Millis;
use latarnia_core::id::WorkerId;
use latarnia_core::view::{OutingCard, outings};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::FieldApp;
use crate::command::settings::Language;
use crate::error::{CallError, Code};

/// Why an alarm may not be heard in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "AlarmHindrance")]
pub enum Hindrance {
    /// This device wakes nobody with the app closed.
    NoClock,
    /// The system failed to take the alarm in.
    NotSet,
    /// Notices of the app are switched off: with the app closed nothing is seen or heard.
    NotShown,
    /// The system allows no exact alarms: it may ring late.
    NotExact,
}

/// An alarm clock with one alarm.
pub trait Alarm: Send + Sync {
    /// Rings at `at` by this device's own wall clock, in place of when it was to ring, and speaks `language`.
    /// Answers what keeps it from being heard in time, the worst first.
    fn set(&self, at: Millis, language: Language) -> Result<Vec<Hindrance>, CallError>;
    /// What would keep an alarm from being heard now: people change the system's settings at any time.
    fn hindrances(&self) -> Result<Vec<Hindrance>, CallError>;
    /// Does not ring, and falls silent if it is ringing.
    fn cancel(&self) -> Result<(), CallError>;

    /// Is there a setting of the system that lifts `hindrance`?
    fn can_mend(&self, _hindrance: Hindrance) -> bool {
        false
    }

    /// Opens that setting.
    fn mend(&self, _hindrance: Hindrance) -> Result<(), CallError> {
        Err(CallError::new(Code::Internal, "this system has no such setting"))
    }
}

/// Of machines that can wake nobody: a desktop, the bridge, and so far an iPhone.
pub struct NoAlarm;

impl Alarm for NoAlarm {
    fn set(&self, _: Millis, _: Language) -> Result<Vec<Hindrance>, CallError> {
        self.hindrances()
    }

    fn hindrances(&self) -> Result<Vec<Hindrance>, CallError> {
        Ok(vec![Hindrance::NoClock])
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

/// What the alarm clock was told last, by this run of the program, and what came of it.
#[derive(Default)]
struct Told {
    last: Option<(Wanted, Language)>,
    hindrances: Vec<Hindrance>,
}

/// Keeps the alarm to the outing of this worker, whoever on whichever phone starts, extends or ends it.
pub(crate) struct Watch {
    alarm: Arc<dyn Alarm>,
    told: Mutex<Told>,
}

impl Watch {
    pub(crate) fn over(alarm: Arc<dyn Alarm>) -> Self {
        Self { alarm, told: Mutex::default() }
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the outings again. That the alarm cannot be set stops nobody from working.
    pub(crate) fn follow(&self, app: &FieldApp) {
        self.follow_as(&mut self.told(), app);
    }

    fn follow_as(&self, told: &mut Told, app: &FieldApp) {
        let found = app.look(None, |look| {
            let cards = outings(look, look.now.plus(-FORGOTTEN_MS))?;
            Ok((wanted(&cards, look.reader.worker, look.now), look.now))
        });
        // Locked meanwhile: the alarm stays as it is.
        let Ok((wanted, now)) = found else { return };
        let language = app.settings().unwrap_or_default().language;
        if told.last == Some((wanted, language)) {
            return;
        }
        let done = match wanted {
            // The server's time decides what is late; the alarm goes by this device's own clock.
            Wanted::Ring(due) => self.alarm.set(app.inner.clock.now().plus(due.since(now)), language),
            Wanted::Silence => self.alarm.cancel().map(|()| Vec::new()),
            Wanted::AsItIs => Ok(std::mem::take(&mut told.hindrances)),
        };
        *told = match done {
            Ok(hindrances) => Told { last: Some((wanted, language)), hindrances },
            Err(error) => {
                tracing::warn!(code = %error.code, "the alarm did not take it in");
                // Nobody misses an alarm that was to fall silent.
                let is_missed = wanted != Wanted::Silence;
                Told { last: None, hindrances: is_missed.then_some(Hindrance::NotSet).into_iter().collect() }
            }
        };
    }

    /// What keeps the alarm of this worker's outing from being heard in time; nothing if there is no such alarm. One
    /// that was set late is set again once the system allows it exactly.
    pub(crate) fn hindrances(&self, app: &FieldApp) -> Vec<Hindrance> {
        let mut told = self.told();
        self.follow_as(&mut told, app);
        let is_set = matches!(told.last, Some((Wanted::Ring(_) | Wanted::AsItIs, _)));
        if !is_set || told.hindrances.contains(&Hindrance::NotSet) {
            return told.hindrances.clone();
        }
        if let Ok(now) = self.alarm.hindrances() {
            let was_late = told.hindrances.contains(&Hindrance::NotExact);
            if was_late && !now.contains(&Hindrance::NotExact) {
                told.last = None;
                self.follow_as(&mut told, app);
            } else {
                told.hindrances = now;
            }
        }
        told.hindrances.clone()
    }

    /// The alarm clock itself.
    pub(crate) fn alarm(&self) -> &dyn Alarm {
        &*self.alarm
    }

    /// There is no worker here any more.
    pub(crate) fn silence(&self) {
        *self.told() = Told::default();
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
