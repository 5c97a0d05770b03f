//! The registry in a PostgreSQL database that any number of server processes share.
//!
//! PostgreSQL keeps the log and the accounts; what the log adds up to, every process folds for itself,
//! with the same code as everybody else, into a [`replica`]. `docs/adr/0009-a-shared-log-and-replicas.md`
//! says why.
//!
//! * [`database`], [`migrate`], [`home`]: connections, tables, and whether this is still the same database
//! * [`journal`], [`held`]: the log as lines in their places, and writing it under its lock
//! * [`replica`]: the process's own copy, which follows the journal and notices when it goes back;
//!   [`erased`]: what such a journal must not bring back; `sweep`: what is taken out leaves the tables' files, too
//! * [`queue`], [`desk`], [`writer`]: writes, taken together, committed there and here
//! * [`bell`]: what other processes wrote
//! * [`check`], `rebuild`: the whole journal, read anew and compared; [`import`]: a registry from a file
//! * `records`, `accounts`, `attachments`, [`notes`], `rows`: the three traits, and the rows they read

mod accounts;
mod attachments;
pub mod bell;
pub mod check;
pub mod database;
pub mod desk;
pub mod erased;
pub mod held;
pub mod home;
pub mod import;
pub mod journal;
mod migrate;
pub mod notes;
pub mod queue;
mod rebuild;
mod records;
pub mod replica;
mod rows;
mod sweep;
pub mod writer;

use std::path::Path;
use std::sync::Arc;

use deadpool_postgres::Object;
use latarnia_core::error::Result;
use latarnia_core::id::{Ids, SystemIds};
use rusqlite::Connection;
use tokio::sync::{Notify, broadcast, watch};
use tokio::task::JoinHandle;

use self::database::Database;
use self::erased::Erased;
use self::journal::End;
use self::queue::Entrance;
pub use self::records::BACKED_UP_THERE;
use self::replica::Replica;
use self::writer::Writer;
use super::Change;

/// Changes of other processes that may wait to be told.
const UNTOLD: usize = 256;

/// The open registry.
pub struct Postgres {
    database: Database,
    replica: Arc<Replica>,
    entrance: Entrance,
    changes: broadcast::Sender<Change>,
    tasks: Vec<JoinHandle<()>>,
}

impl Postgres {
    /// Opens the shared registry at `url`, with this process's replica in the folder `data`, and reads
    /// the journal to its end.
    pub async fn open(url: &str, data: &Path) -> Result<Self> {
        let database = Database::at(url)?;
        migrate::run(&database).await?;
        let (entrance, exit) = queue::queue();
        let erased = Erased::open(data, entrance.clone())?;
        let replica = Arc::new(Replica::open(data, database.clone(), erased)?);
        let connection = Arc::new(database.connection().await?);
        replica.follow(&connection, journal::end(&connection).await?).await?;
        let process = SystemIds.opaque().uuid().simple().to_string();
        let changes = broadcast::Sender::new(UNTOLD);
        let taken_out = Arc::new(Notify::new());
        let writer = Writer {
            database: database.clone(),
            replica: Arc::clone(&replica),
            process: process.clone(),
            taken_out: Arc::clone(&taken_out),
        };
        let tasks = vec![
            tokio::spawn(sweep::work(database.clone(), taken_out)),
            tokio::spawn(Arc::new(writer).work(exit)),
            tokio::spawn(bell::listen(database.clone(), process, changes.clone())),
        ];
        let opened = Self { database, replica, entrance, changes, tasks };
        drop(opened.replica.settle(connection).await?);
        Ok(opened)
    }

    /// The epoch of what was last read.
    pub fn epoch(&self) -> watch::Receiver<String> {
        self.replica.epoch()
    }

    /// What other processes write from now on.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// Lets go of everything.
    pub async fn close(mut self) {
        for task in self.tasks.drain(..) {
            task.abort();
            // It was aborted: there is nothing it could say.
            drop(task.await);
        }
    }

    /// Folds the replica's write-ahead log into its file.
    pub async fn settle(&self) -> Result<()> {
        self.replica.file.settle().await
    }

    /// A connection, and where the journal ends now.
    async fn now(&self) -> Result<(Object, End)> {
        self.database.ask(journal::end).await
    }

    /// Runs `work` on all that was committed before it was called.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let (connection, end) = self.now().await?;
        self.replica.read(connection, end, work).await
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}
