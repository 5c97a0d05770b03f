//! A phone written into without a pause, whatever happens to its process.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use reqwest::blocking::Client;
use serde_json::{Value, json};

use crate::await_answer;

/// A worker who writes one contact after the other and never the same twice: the note says which it is.
/// Whatever the phone did not say yes to may be there or not.
pub struct Load {
    shared: Arc<Shared>,
    worker: JoinHandle<()>,
}

/// What a load wrote.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The notes of contacts the phone said were saved, in that order.
    pub answered: Vec<String>,
    /// The notes of contacts the phone died over.
    pub doubtful: Vec<String>,
}

struct Shared {
    name: String,
    /// The contact without its note.
    contact: Value,
    address: Mutex<String>,
    written: Mutex<Written>,
    count: AtomicUsize,
    /// How many may be written until somebody allows more.
    allowed: AtomicUsize,
    stop: AtomicBool,
}

/// Every so many contacts somebody says "sync now"; a phone that waits after failures then tries at once.
const SYNC_EVERY: usize = 3;

impl Load {
    /// Begins to write contacts like `contact` into the phone at `address`.
    pub fn on(name: &str, address: &str, contact: Value) -> Self {
        let shared = Arc::new(Shared {
            name: name.to_owned(),
            contact,
            address: Mutex::new(address.to_owned()),
            written: Mutex::default(),
            count: AtomicUsize::new(0),
            allowed: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
        });
        let own = Arc::clone(&shared);
        Self { shared, worker: std::thread::spawn(move || own.work()) }
    }

    /// The phone came back, at another address.
    pub fn moved_to(&self, address: &str) {
        address.clone_into(&mut self.shared.address.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// So many more contacts may be written.
    pub fn allow(&self, more: usize) {
        self.shared.allowed.fetch_add(more, Ordering::Relaxed);
    }

    /// Waits until `more` contacts were answered, or none is allowed any more.
    pub fn await_contacts(&self, more: usize) {
        let goal = self.shared.count.load(Ordering::Relaxed) + more;
        await_answer("some contacts", || {
            let count = self.shared.count.load(Ordering::Relaxed);
            (count >= goal || count >= self.shared.allowed.load(Ordering::Relaxed)).then_some(())
        });
    }

    /// What was written so far.
    pub fn so_far(&self) -> Written {
        self.shared.written().clone()
    }

    /// Ends it.
    pub fn end(self) -> Written {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.worker.join().expect("whoever writes does not panic");
        self.shared.written().clone()
    }
}

impl Shared {
    fn written(&self) -> std::sync::MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        let client = Client::new();
        let mut nth: usize = 0;
        while !self.stop.load(Ordering::Relaxed) {
            let answered = self.count.load(Ordering::Relaxed);
            if answered >= self.allowed.load(Ordering::Relaxed) {
                std::thread::yield_now();
                continue;
            }
            let address = self.address.lock().unwrap_or_else(PoisonError::into_inner).clone();
            nth += 1;
            let note = format!("{} {nth}", self.name);
            let mut contact = self.contact.clone();
            contact["note"] = json!(note);
            let input = json!({ "contact": contact });
            let answer = client.post(format!("{address}/call/contact.record")).json(&input).send();
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                self.written().answered.push(note);
                self.count.fetch_add(1, Ordering::Relaxed);
            } else {
                self.written().doubtful.push(note);
                self.await_return(&address);
            }
            if nth.is_multiple_of(SYNC_EVERY) {
                // It may die over this as well.
                let _ = client.post(format!("{address}/call/sync.start")).json(&json!({})).send();
            }
        }
    }

    /// Until the phone is somewhere else, or everything ends.
    fn await_return(&self, former: &str) {
        await_answer("the phone comes back", || {
            let address = self.address.lock().unwrap_or_else(PoisonError::into_inner);
            (*address != former || self.stop.load(Ordering::Relaxed)).then_some(())
        });
    }
}
