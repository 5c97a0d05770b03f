//! A phone: its brain in a process of its own, spoken to as its screens would.

use std::path::{Path, PathBuf};
use std::process::Command;

use reqwest::blocking::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::await_answer;
use crate::process::{Process, program};

/// The PIN of every phone in these stories.
pub const PIN: &str = "246810";

/// One phone.
pub struct Phone {
    folder: PathBuf,
    /// Removed with the phone, if it is the phone's own.
    own: Option<TempDir>,
    process: Option<Process>,
    client: Client,
}

impl Phone {
    /// A new phone, switched on, not enrolled.
    pub fn new() -> Self {
        let own = tempfile::tempdir().expect("a temporary folder");
        let mut phone = Self::in_folder(own.path());
        phone.own = Some(own);
        phone
    }

    /// A new phone whose files lie in `folder`.
    pub fn in_folder(folder: &Path) -> Self {
        let mut phone = Self { folder: folder.to_owned(), own: None, process: None, client: Client::new() };
        phone.start();
        phone
    }

    /// Enrols it by `link` and waits for the first sync.
    pub fn enrol(&self, link: &str) {
        let input = json!({ "address": link, "code": "", "pin": PIN, "device_name": "Telefon" });
        self.call("session.enrol", &input);
        self.await_sync();
    }

    /// A phone enrolled by `link`, with its first sync done.
    pub fn enrolled(link: &str) -> Self {
        let phone = Self::new();
        phone.enrol(link);
        phone
    }

    /// Switches it on.
    pub fn start(&mut self) {
        let mut bridge = Command::new(program("bridge"));
        bridge.arg("--data").arg(&self.folder).args(["--addr", "127.0.0.1:0"]);
        self.process = Some(Process::start(&mut bridge));
    }

    /// The battery dies.
    pub fn die(&mut self) {
        self.process.take().expect("it was on").kill();
    }

    /// The battery dies, it is switched on again and unlocked.
    pub fn die_and_return(&mut self) {
        self.die();
        self.return_from_death();
    }

    /// It is switched on again and unlocked.
    pub fn return_from_death(&mut self) {
        self.start();
        self.call("session.unlock", &json!({ "pin": PIN }));
    }

    /// Runs `work` while it stands still, wherever it was.
    pub fn frozen<T>(&self, work: impl FnOnce() -> T) -> T {
        self.process.as_ref().expect("it is on").frozen(work)
    }

    /// Where it takes commands until it dies.
    pub fn address(&self) -> &str {
        &self.process.as_ref().expect("it is on").address
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What a command answers: its output, or its error.
    pub fn ask(&self, name: &str, input: &Value) -> Result<Value, Value> {
        let address = self.address();
        let answer = self.client.post(format!("{address}/call/{name}")).json(input).send();
        let answer = answer.unwrap_or_else(|error| panic!("{name}: {error}"));
        let good = answer.status().is_success();
        let value: Value = answer.json().unwrap_or_else(|error| panic!("{name}: {error}"));
        if good { Ok(value) } else { Err(value) }
    }

    /// Runs a command that must succeed.
    pub fn call(&self, name: &str, input: &Value) -> Value {
        self.ask(name, input).unwrap_or_else(|error| panic!("{name} {input}: {error}"))
    }

    /// Syncs, and waits until everything is on the server and the server has answered once more.
    pub fn sync(&self) {
        let before = self.call("sync.show", &json!({}))["last_sync"].clone();
        self.call("sync.start", &json!({}));
        await_answer("the sync", || {
            let state = self.call("sync.show", &json!({}));
            let answered = state["last_sync"] != before;
            (answered && state["phase"]["is"] == "done" && state["failed"].is_null()).then_some(())
        });
    }

    /// Waits until nothing waits and the server has answered.
    pub fn await_sync(&self) {
        await_answer("the sync", || {
            let state = self.call("sync.show", &json!({}));
            (state["phase"]["is"] == "done" && !state["last_sync"].is_null()).then_some(())
        });
    }

    /// Waits until an attempt to sync has failed, and returns the code.
    pub fn await_failed_sync(&self) -> String {
        self.call("sync.start", &json!({}));
        await_answer("the failed sync", || {
            let state = self.call("sync.show", &json!({}));
            state["failed"].as_str().map(str::to_owned)
        })
    }

    /// How many operations are not on the server.
    pub fn waiting(&self) -> u64 {
        self.call("sync.show", &json!({}))["waiting"].as_u64().expect("a number")
    }
}

impl Default for Phone {
    fn default() -> Self {
        Self::new()
    }
}
