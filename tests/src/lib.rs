//! The system as people meet it: real processes, real files, real sockets on loopback.
//!
//! * [`Server`]: a `latarnia-server` process on a port of its own, awaited by `/readyz`
//! * [`Console`]: someone signed in to its console
//! * [`Phone`]: a phone's brain in a process of its own (the bridge), so that it can be killed
//! * [`LightPhone`]: a phone without its process, many of which make a [`storm`] or a [`crowd`]; over a
//!   [`Line`] every byte of it is counted
//! * [`Load`]: a phone written into without a pause, whatever happens to its process
//! * [`Snapshot`]: the files of a phone or a server as they lay at one moment, opened
//! * [`Cluster`]: PostgreSQL, started for the tests
//! * [`camera`], [`forms`]: pictures of places that never were, and forms as a night brings them
//! * [`Network`]: what lies between; it can refuse, cut, lose answers and repeat
//!
//! Beside them [`sim`]: the engine alone, with everything around it made up from a seed; and [`bench`]: what is measured.
//!
//! Nothing here sleeps: every wait is a bounded loop over a real answer.

#![expect(clippy::indexing_slicing, reason = "a harness panics with what it found")]

pub mod bench;
pub mod camera;
pub mod cluster;
pub mod console;
pub mod crowd;
pub mod forms;
pub mod light;
pub mod line;
pub mod load;
pub mod memory;
pub mod network;
pub mod phone;
pub mod process;
pub mod server;
pub mod sim;
pub mod snapshot;
pub mod storm;

pub use cluster::{Cluster, Database};
pub use console::Console;
pub use light::LightPhone;
pub use line::Line;
pub use load::Load;
pub use network::{Network, Weather};
pub use phone::Phone;
pub use server::Server;
pub use snapshot::Snapshot;

use std::time::{Duration, Instant};

/// Longest wait for anything in a story.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Asks until there is an answer; panics with `what` after [`PATIENCE`].
pub fn await_answer<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    await_patiently(PATIENCE, what, ask)
}

/// The same, with another patience.
pub fn await_patiently<T>(patience: Duration, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "{what} did not happen within {patience:?}");
        std::thread::yield_now();
    }
}
