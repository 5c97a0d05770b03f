//! Writes that wait for their commit. Those that come while one is being committed are taken together
//! into the next transaction, each in a savepoint of its own, and each gets its own answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use latarnia_core::error::{Error, Result};
use tokio::sync::{mpsc, oneshot};

use super::desk::Desk;

/// Writes that may wait before the next has to.
const WAITING: usize = 1024;

/// One write, whatever it answers.
pub trait Write: Send {
    /// Does it; false if it must leave nothing behind.
    fn run(&mut self, desk: &mut Desk<'_>) -> bool;
    /// It was not done at all.
    fn fail(&mut self, error: Error);
    /// Tells who waits, now that all is committed or given up.
    fn answer(self: Box<Self>);
}

struct Asked<T, E, F> {
    work: Option<F>,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Write for Asked<T, E, F>
where
    T: Send,
    E: From<Error> + Send,
    F: FnOnce(&mut Desk<'_>) -> Result<T, E> + Send,
{
    fn run(&mut self, desk: &mut Desk<'_>) -> bool {
        let Some(work) = self.work.take() else { return false };
        // One that panics must not take down those it happens to stand beside.
        let done = catch_unwind(AssertUnwindSafe(|| work(desk)));
        let broken = || Error::Shared("a write broke off; nothing of it was kept".to_owned());
        let outcome = done.unwrap_or_else(|_panic| Err(broken().into()));
        let good = outcome.is_ok();
        self.outcome = Some(outcome);
        good
    }

    fn fail(&mut self, error: Error) {
        self.outcome = Some(Err(error.into()));
    }

    fn answer(self: Box<Self>) {
        if let Some(outcome) = self.outcome {
            // Whoever asked may have gone.
            drop(self.reply.send(outcome));
        }
    }
}

/// The way into the queue.
#[derive(Clone)]
pub struct Entrance(mpsc::Sender<Box<dyn Write>>);

/// The other end.
pub type Exit = mpsc::Receiver<Box<dyn Write>>;

/// An empty queue.
pub fn queue() -> (Entrance, Exit) {
    let (send, receive) = mpsc::channel(WAITING);
    (Entrance(send), receive)
}

impl Entrance {
    /// Queues a write and waits for what became of it.
    pub async fn ask<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnOnce(&mut Desk<'_>) -> Result<T, E> + Send + 'static,
    {
        let stopped = || Error::Unreachable("PostgreSQL: the server is stopping".to_owned());
        let (reply, answer) = oneshot::channel();
        let asked = Asked { work: Some(work), outcome: None, reply };
        self.0.send(Box::new(asked)).await.map_err(|_closed| stopped())?;
        answer.await.map_err(|_dropped| stopped())?
    }
}

/// The writes of one transaction.
#[derive(Default)]
pub struct Group {
    waiting: Vec<Box<dyn Write>>,
    done: Vec<Box<dyn Write>>,
}

impl Group {
    /// Begins with one.
    pub fn of(first: Box<dyn Write>) -> Self {
        Self { waiting: vec![first], done: Vec::new() }
    }

    /// One more.
    pub fn add(&mut self, write: Box<dyn Write>) {
        self.waiting.push(write);
    }

    /// How many were done.
    pub fn done(&self) -> usize {
        self.done.len()
    }

    /// Does all that wait, each in a savepoint: what one leaves undone does not touch the others.
    pub fn run(&mut self, desk: &mut Desk<'_>) -> Result<()> {
        for write in std::mem::take(&mut self.waiting) {
            // Done or not, it is answered.
            self.done.push(write);
            let Some(write) = self.done.last_mut() else { continue };
            let mark = desk.beside.mark();
            desk.db.execute_batch("savepoint one")?;
            if write.run(desk) {
                desk.db.execute_batch("release one")?;
            } else {
                desk.beside.back_to(mark);
                // Where SQLite gave up the whole transaction this fails, and with it the group.
                desk.db.execute_batch("rollback to one; release one")?;
            }
        }
        Ok(())
    }

    /// Nothing of it was kept.
    pub fn fail(&mut self, error: &Error) {
        for write in self.done.iter_mut().chain(&mut self.waiting) {
            write.fail(again(error));
        }
    }

    /// Tells everybody.
    pub fn answer(self) {
        self.done.into_iter().chain(self.waiting).for_each(Write::answer);
    }
}

/// The same failure, for one more who has to know.
fn again(error: &Error) -> Error {
    match error {
        Error::DiskFull => Error::DiskFull,
        Error::Unreachable(told) => Error::Unreachable(told.clone()),
        Error::Shared(told) => Error::Shared(told.clone()),
        other => Error::Shared(other.to_string()),
    }
}
