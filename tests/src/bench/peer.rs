//! A peer: another engine's server and clients, run by a small program that reads a command a line and
//! answers with the seconds it took. Nothing of theirs is part of ours; where they are not installed, the
//! table says so.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use super::Samples;
use crate::process::root;

/// One peer, running.
pub struct Peer {
    child: Child,
    commands: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    /// Forms a second, from one client to the server.
    pub push: Samples,
    /// Forms a second, from the server to another client.
    pub pull: Samples,
    /// Milliseconds of a sync with nothing to say.
    pub idle: Samples,
}

impl Peer {
    /// Anki's, from the virtual environment in `folder`.
    pub fn anki(folder: &Path) -> Option<Self> {
        let python = folder.join("bin/python");
        python.is_file().then(|| Command::new(python)).and_then(|mut python| {
            python.arg(root().join("tests/peers/anki_peer.py"));
            Self::start(&mut python)
        })
    }

    /// `PouchDB`'s, with the packages in `folder`.
    pub fn pouch(folder: &Path) -> Option<Self> {
        let mut node = Command::new("node");
        node.arg(root().join("tests/peers/pouch_peer.mjs")).arg(folder);
        folder.join("node_modules/express-pouchdb").is_dir().then(|| Self::start(&mut node)).flatten()
    }

    fn start(command: &mut Command) -> Option<Self> {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().ok()?;
        let (commands, answers) = (child.stdin.take()?, BufReader::new(child.stdout.take()?).lines());
        let (push, pull, idle) = Default::default();
        let mut peer = Self { child, commands, answers, push, pull, idle };
        peer.answer()?;
        Some(peer)
    }

    /// One round: the forms there, from there to another client, and a sync with nothing to say. False if it
    /// broke off; then it takes part no more.
    pub fn round(&mut self, forms: &[Value]) -> bool {
        let count = super::ours::count(forms.len());
        let mut ask = |command: Value| {
            writeln!(self.commands, "{command}").ok()?;
            let answer = self.answers.next()?.ok()?;
            serde_json::from_str::<Value>(&answer).ok()?["seconds"].as_f64()
        };
        let pushed = ask(json!({ "do": "push", "forms": forms }));
        let pulled = pushed.and_then(|_| ask(json!({ "do": "pull" })));
        let idled = pulled.and_then(|_| ask(json!({ "do": "idle" })));
        if let (Some(pushed), Some(pulled), Some(idled)) = (pushed, pulled, idled) {
            self.push.add(count / pushed);
            self.pull.add(count / pulled);
            self.idle.add(idled * 1_000.0);
        }
        idled.is_some()
    }

    fn answer(&mut self) -> Option<Value> {
        serde_json::from_str(&self.answers.next()?.ok()?).ok()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
