//! When the next backup is made, and whether that goes well. A failure is logged and told, and never keeps the
//! server from serving.
//!
//! A backup is a registry at one moment, so an order to erase is carried out in it or not at all. Once one is
//! whole and checked, those in which other orders are carried out go: after an erasure no backup that knew
//! nothing of it outlives the next one.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use latarnia_core::clock::Millis;
use tokio::sync::watch;

use super::Plan;
use super::cleared::{Cleared, List};
use super::folder::{self, Backup};
use crate::registry::Registry;
use crate::registry::sqlite::copy::Copied;
use crate::{App, Error};

/// How often the clock is looked at: it may be set, and the machine may have slept.
const LOOK: Duration = Duration::from_secs(1);
/// After a failure it is tried again after this part of the time between two backups.
const TRIES: i64 = 24;

/// The backups to be made.
pub struct Schedule {
    plan: Plan,
    list: List,
    state: Mutex<State>,
}

/// How it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// When the last one was made.
    pub made: Option<Millis>,
    /// When making the next one failed last, if it did since.
    pub failed: Option<Millis>,
}

impl Schedule {
    /// Backups of the registry in the folder `data`; those that are there already count.
    pub fn new(plan: Plan, data: &Path, now: Millis) -> Self {
        let there = folder::all(&plan.folder).unwrap_or_default();
        // One made while the clock was wrong must not keep the next from being made.
        let made = there.into_iter().map(|backup| backup.at).filter(|at| *at <= now).max();
        Self { plan, list: List::of(data), state: Mutex::new(State { made, failed: None }) }
    }

    /// How it stands.
    pub fn state(&self) -> State {
        *self.locked()
    }

    /// When the next one is to be made.
    pub fn next(&self, now: Millis) -> Millis {
        self.state().made.map_or(now, |made| made.plus(self.plan.every))
    }

    fn is_due(&self, now: Millis) -> bool {
        let State { made, failed } = self.state();
        let passed = |since: Option<Millis>, enough: i64| {
            since.is_none_or(|since| now < since || now.since(since) >= enough)
        };
        passed(made, self.plan.every) && passed(failed, self.plan.every / TRIES)
    }

    /// When no backup holds any more what an order took out.
    pub fn cleared(&self, number: u64, given: Millis, now: Millis) -> Cleared {
        let at = self.next(now);
        match self.list.since(number, given) {
            Some(at) => Cleared::Since { at },
            None if self.state().failed.is_some() => Cleared::Late { at },
            None => Cleared::By { at },
        }
    }

    /// Makes one now, if it is time.
    async fn come_by(&self, registry: &dyn Registry, now: Millis, stopping: watch::Receiver<bool>) {
        if !self.is_due(now) {
            return;
        }
        match self.make(registry, now, stopping).await {
            Ok(()) => *self.locked() = State { made: Some(now), failed: None },
            Err(Error::Interrupted) => {}
            Err(error) => {
                tracing::error!(%error, folder = %self.plan.folder.display(), "no backup could be made");
                self.locked().failed = Some(now);
            }
        }
    }

    async fn make(
        &self,
        registry: &dyn Registry,
        now: Millis,
        stopping: watch::Receiver<bool>,
    ) -> Result<(), Error> {
        let part = folder::begin(&self.plan.folder)?;
        let copied = registry.backup(part.clone(), stopping).await?;
        self.put_away(&part, &copied, now)
    }

    /// Gives the copy its name, and lets go of those it takes the place of.
    fn put_away(&self, part: &Path, copied: &Copied, now: Millis) -> Result<(), Error> {
        let (fresh, Plan { folder, keep, .. }) = (Backup::of(copied, now), &self.plan);
        folder::finish(folder, part, &fresh)?;
        let removed = folder::thin_out(folder, &fresh, *keep)?;
        tracing::info!(number = fresh.number, removed, "a backup was made");
        self.list.note(&copied.orders, now)
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes backups when it is time, until the server is asked to stop.
pub async fn keep_up(app: App) {
    let Some(schedule) = &app.backups else { return };
    let mut stopping = app.stopping.clone();
    loop {
        schedule.come_by(&*app.registry, app.now(), stopping.clone()).await;
        let asked = tokio::time::timeout(LOOK, stopping.wait_for(|stopping| *stopping)).await;
        if asked.is_ok() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_one_is_due_after_its_time_and_after_a_failure_sooner() {
        let (folder, hour) = (tempfile::tempdir().expect("folder"), 60 * 60 * 1_000);
        let plan = Plan { folder: folder.path().join("none"), every: 24 * hour, keep: 3 };
        let schedule = Schedule::new(plan, folder.path(), Millis(0));
        let at = |hours: i64| Millis(hours * hour);
        assert!(schedule.is_due(at(0)), "there is none");
        *schedule.locked() = State { made: Some(at(0)), failed: None };
        assert!(!schedule.is_due(at(23)) && schedule.is_due(at(24)));
        *schedule.locked() = State { made: Some(at(0)), failed: Some(at(24)) };
        assert!(!schedule.is_due(Millis(at(25).0 - 1)) && schedule.is_due(at(25)));
        *schedule.locked() = State { made: Some(at(100)), failed: None };
        assert!(schedule.is_due(at(99)), "the clock was set back");
    }
}
