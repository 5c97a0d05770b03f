//! A simulation of phones, a server and everything that can go wrong between and within them.
//!
//! One seed makes one [`Story`]: who takes part, and what happens step by step. It is played with the
//! engine's own code and real database files; only the network, the clocks and the faults are made up.
//! Then everything grows quiet, everyone syncs until nothing moves, and the [`invariants`] are looked at.
//! The same seed plays the same story for ever, and a story that does harm is shrunk to the few steps
//! that do it.
//!
//! * [`dice`], [`story`], [`shrink`]: where stories come from, and how they get shorter
//! * [`world`], [`play`], [`exchange`], [`filling`], [`closing`]: how they are played
//! * [`phone`], [`server`], [`disk`], [`fuse`], [`weather`]: who and what is in them, and how it fails
//! * [`writing`], [`stroke`], [`desk`]: what people write
//! * [`ledger`], [`wiretap`], [`invariants`], [`harm`]: what is known, and what must not be

pub mod closing;
pub mod desk;
pub mod dice;
pub mod disk;
pub mod exchange;
pub mod filling;
pub mod forgery;
pub mod fuse;
pub mod harm;
pub mod invariants;
pub mod ledger;
pub mod phone;
pub mod play;
pub mod report;
pub mod server;
pub mod shrink;
pub mod story;
pub mod stroke;
pub mod weather;
pub mod wiretap;
pub mod world;
pub mod writing;

use std::panic::{AssertUnwindSafe, catch_unwind};

use harm::{Harm, Harms};
use story::Story;
use world::World;

/// What became of a story.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The harm done.
    pub harms: Harms,
    /// Operations written.
    pub ops: usize,
    /// Bytes of operations in the largest answer.
    pub largest: usize,
    /// Segments read.
    pub segments: usize,
    /// What happened, if it was asked for.
    pub trace: String,
}

/// Whether to write down what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trace {
    /// Yes.
    Kept,
    /// No.
    Off,
}

/// Plays a story to its end and judges it. A panic is harm, too.
pub fn tell(story: &Story, trace: Trace) -> Outcome {
    let mut world = World::of(story);
    world.trace = (trace == Trace::Kept).then(String::new);
    let played = catch_unwind(AssertUnwindSafe(|| {
        world.play(story);
        world.close();
    }));
    if let Err(panic) = played {
        let words = panic.downcast_ref::<String>().cloned();
        let words = words.or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()));
        world.harms.note(Harm::Lost, format!("a panic: {}", words.unwrap_or_default()));
    }
    Outcome {
        harms: world.harms,
        ops: world.ledger.written.len(),
        largest: world.largest,
        segments: world.segments,
        trace: world.trace.unwrap_or_default(),
    }
}
