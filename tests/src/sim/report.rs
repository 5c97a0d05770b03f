//! Many stories, and the one line they end with.

use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use super::harm::Harm;
use super::story::Story;
use super::{Outcome, Trace, tell};

/// The sum of many stories.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Stories told.
    pub seeds: u64,
    /// Operations written in them.
    pub ops: usize,
    /// Bytes of operations in the largest answer.
    pub largest: usize,
    /// Segments read.
    pub segments: usize,
    /// Stories that did harm, in the order of their seeds.
    pub failed: Vec<(u64, Outcome)>,
}

impl Report {
    fn add(&mut self, seed: u64, outcome: Outcome) {
        self.seeds += 1;
        self.ops += outcome.ops;
        self.largest = self.largest.max(outcome.largest);
        self.segments += outcome.segments;
        if !outcome.harms.is_empty() {
            self.failed.push((seed, outcome));
        }
    }

    /// How often that harm was done.
    pub fn count(&self, harm: Harm) -> usize {
        self.failed.iter().map(|(_, outcome)| outcome.harms.count(harm)).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "stories={} failed={}", self.seeds, self.failed.len())?;
        write!(f, "seeds={} ops={}", self.seeds, self.ops)?;
        for harm in Harm::ALL {
            write!(f, " {harm}={}", self.count(harm))?;
        }
        Ok(())
    }
}

/// Tells `seeds` stories from the seed `from` on, `jobs` at a time. `heard` is called after each.
pub fn run(from: u64, seeds: u64, steps: usize, jobs: usize, heard: &(dyn Fn(u64) + Sync)) -> Report {
    let (next, report) = (AtomicU64::new(0), Mutex::new(Report::default()));
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, SeqCst);
                    if n >= seeds {
                        return;
                    }
                    let seed = from.wrapping_add(n);
                    let outcome = tell(&Story::of(seed, steps), Trace::Off);
                    report.lock().expect("no story panics here").add(seed, outcome);
                    heard(n + 1);
                }
            });
        }
    });
    let mut report = report.into_inner().expect("no story panics here");
    report.failed.sort_by_key(|(seed, _)| *seed);
    report
}
