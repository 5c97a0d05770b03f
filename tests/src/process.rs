//! Programs of ours, started for one story and ended with it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A running program. Dropping it kills it, as a crash would.
pub struct Process {
    child: Child,
    /// The first line it printed: its address.
    pub address: String,
}

/// Where the built programs lie: `LATARNIA_BIN`, or the folder this test was built into.
pub fn program(name: &str) -> PathBuf {
    let built = || {
        let test = std::env::current_exe().expect("this program has a path");
        test.parent().and_then(|deps| deps.parent()).expect("tests lie in target/<profile>/deps").to_owned()
    };
    std::env::var_os("LATARNIA_BIN").map_or_else(built, PathBuf::from).join(name)
}

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the root").to_owned()
}

impl Process {
    /// Starts a program that prints its address first.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .current_dir(root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}; run `make test`, which builds it"));
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let address =
            lines.next().and_then(Result::ok).unwrap_or_else(|| panic!("{command:?} ended at once"));
        // Whatever else it prints is drained, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    /// Its number, by which the system knows it.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`: no goodbye, no flush.
    pub fn kill(mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it was ours");
    }

    /// `SIGTERM`, and whether it ended cleanly.
    pub fn stop(mut self) -> bool {
        self.signal("-TERM");
        self.child.wait().is_ok_and(|status| status.success())
    }

    /// Runs `work` while the process stands still, wherever it was.
    pub fn frozen<T>(&self, work: impl FnOnce() -> T) -> T {
        self.signal("-STOP");
        crate::await_answer("all threads stand still", || self.stands_still().then_some(()));
        let made = work();
        self.signal("-CONT");
        made
    }

    /// A thread that was told to stop still ends the system call it is in.
    fn stands_still(&self) -> bool {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).expect("Linux");
        let stat =
            threads.filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("stat")).ok());
        // The state follows the name, which stands in brackets.
        let states: Vec<_> =
            stat.filter_map(|line| Some(line.rsplit_once(") ")?.1.starts_with('T'))).collect();
        !states.is_empty() && states.into_iter().all(|still| still)
    }

    fn signal(&self, signal: &str) {
        let told = Command::new("kill").arg(signal).arg(self.child.id().to_string()).status();
        assert!(told.is_ok_and(|status| status.success()), "SIG{signal} could not be sent");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
