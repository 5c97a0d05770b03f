//! The registry in one SQLite file: one writer behind a mutex (a panic while writing rolls its transaction
//! back, so the store is as sound as before), some readers beside it, all blocking
//! work through [`Sqlite::read`] and [`Sqlite::write`].

mod accounts;
mod attachments;
pub mod audit;
pub mod copy;
pub mod count;
pub(super) mod erased;
mod gaps;
mod migrate;
pub mod moved;
pub(super) mod reading;
mod records;
pub mod staff;

pub(super) use accounts::count_held;
pub use accounts::enrol;
pub use gaps::gaps;
pub use migrate::must_be_current;
pub use records::take_push;
pub(super) use records::{Struck, Taken, strike, take_into_log};

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use deadpool::unmanaged::Pool;
use latarnia_core::error::{Error, Result};
use latarnia_core::id::{DeviceId, Ids, RecordId, SystemIds};
use latarnia_core::op::Scope;
use latarnia_core::store::segment::Making;
use latarnia_core::store::{Store, meta};
use latarnia_core::sync::segment;
use rusqlite::Connection;
use tokio::sync::{Mutex, watch};
use tokio::task::JoinError;

/// Readers beside the writer.
const READERS: usize = 4;
/// The file in the data folder.
pub const FILE: &str = "registry.db";

/// The open registry.
pub struct Sqlite {
    // Readers close first: only a writer that closes last can fold the write-ahead log into the file.
    readers: Pool<Store>,
    writer: Arc<Mutex<Store>>,
    path: PathBuf,
    making: Arc<Mutex<()>>,
}

impl Sqlite {
    /// Opens or creates the registry in the folder `data`.
    pub fn open(data: &Path) -> Result<Self> {
        let path = data.join(FILE);
        let mut writer = open_store(&path)?;
        erased::settle(data, &mut writer)?;
        Self::around(writer, path)
    }

    /// Opens readers beside the writer of the file at `path`.
    pub fn around(writer: Store, path: PathBuf) -> Result<Self> {
        let readers: Result<Vec<Store>> = (0..READERS).map(|_| Store::open_reader(&path, None)).collect();
        Ok(Self {
            readers: Pool::from(readers?),
            writer: Arc::new(Mutex::new(writer)),
            path,
            making: Arc::default(),
        })
    }

    /// Runs `work` in one transaction on the writer.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    {
        // Whoever waits for the turn waits without a thread.
        let mut writer = Arc::clone(&self.writer).lock_owned().await;
        blocking(move || writer.write(work)).await
    }

    /// The same, on this thread, which may block.
    pub fn write_here<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.writer.blocking_lock().write(work)
    }

    /// Runs `work` on a reader, in one read transaction: it sees one moment.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let store = self.readers.get().await.expect("the pool is never closed");
        blocking(move || {
            let moment = store.db().unchecked_transaction()?;
            work(&moment)
        })
        .await
    }

    /// Makes the segments of scopes up to a number, if nobody did meanwhile: once for all who wait for them,
    /// and to the end, also when they wait no more.
    pub async fn make_all(&self, unmade: Vec<(Scope, u64)>) -> Result<()> {
        let one_at_a_time = Arc::clone(&self.making).lock_owned().await;
        let reader = self.readers.get().await.expect("the pool is never closed");
        let writer = Arc::clone(&self.writer);
        blocking(move || {
            let _one_at_a_time = one_at_a_time;
            let mut unmade = unmade.into_iter();
            unmade.try_for_each(|(scope, pinned)| make_once(&writer, reader.db(), scope, pinned))
        })
        .await
    }

    /// Folds the write-ahead log into the file, so that the file alone is whole.
    pub async fn settle(&self) -> Result<()> {
        let writer = Arc::clone(&self.writer).lock_owned().await;
        blocking(move || writer.checkpoint()).await
    }

    /// Writes an order to erase into the list beside the database.
    async fn erased(&self, record: RecordId, fields: BTreeSet<String>) -> Result<()> {
        let folder = self.path.parent().map(Path::to_owned).unwrap_or_default();
        blocking(move || erased::note(&folder, record, &fields)).await
    }

    async fn copy_to(
        &self,
        target: PathBuf,
        stopping: watch::Receiver<bool>,
    ) -> Result<copy::Copied, crate::Error> {
        let path = self.path.clone();
        blocking(move || copy::copy(&path, &target, &stopping)).await
    }
}

/// Makes the segments of a scope, unless they are made already. Each is written down before the next is made.
fn make_once(writer: &Mutex<Store>, reader: &Connection, scope: Scope, pinned: u64) -> Result<()> {
    if segment::plan(reader, scope, pinned)?.is_some() {
        return Ok(());
    }
    let mut making = writer.blocking_lock().write(|db| Making::begin(db, scope, pinned))?;
    let moment = reader.unchecked_transaction()?;
    let whole = segment::make(&moment, scope, pinned, |piece| {
        writer.blocking_lock().write(|db| making.add(db, piece))
    })?;
    // If it does not stand any more, whoever asked asks again.
    if whole { writer.blocking_lock().write(|db| making.finish(db)).map(drop) } else { Ok(()) }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await.map_err(JoinError::try_into_panic) {
        Ok(value) => value,
        Err(Ok(panic)) => std::panic::resume_unwind(panic),
        // Cancelled before it began: the runtime is ending, and so is whoever waits here.
        Err(Err(_)) => std::future::pending().await,
    }
}

/// Opens or creates the file, brings both ladders of migrations up to date and gives it its device.
pub fn open_store(path: &Path) -> Result<Store> {
    let mut store = Store::open(path, None)?;
    migrate::run(path)?;
    store.write(|db| match meta::device(db)? {
        Some(_) => Ok(()),
        None => meta::set_device(db, DeviceId::new(SystemIds.opaque().uuid())),
    })?;
    Ok(store)
}

/// The server's own device, in whose name the console writes.
pub fn own_device(db: &Connection) -> Result<DeviceId> {
    Ok(meta::device(db)?.expect("open_store gave the file a device"))
}
