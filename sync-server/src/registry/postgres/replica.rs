//! This process's own copy of what the journal adds up to: a registry file like that of a server without
//! a shared database. It follows the journal by its places, can be thrown away at any time, and is a
//! witness: a journal that does not hold what this replica has read has gone back.

use std::path::Path;
use std::sync::Arc;

use deadpool_postgres::Object;
use latarnia_core::error::{Error, Result};
use latarnia_core::store::{Durability, Store, meta};
use latarnia_core::sync::replay;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, watch};

use super::database::{Database, failed};
use super::erased::Erased;
use super::held::Held;
use super::home::new_epoch;
use super::journal::{self, Chain, End, NO_CHAIN, ORG};
use crate::registry::sqlite::Sqlite;

/// The file in the data folder.
pub const FILE: &str = "replica.db";
/// Lines replayed in one transaction of the replica.
const STEP: i64 = 500;
/// The fact in the file that says how far it has read.
const STAND: &str = "journal";

/// How far a replica has read, and in which journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    pub epoch: String,
    pub generation: i64,
    pub place: i64,
    pub chain: Chain,
}

impl Stand {
    /// At the journal's end.
    pub fn at(end: &End) -> Self {
        Self { epoch: end.epoch.clone(), generation: end.generation, place: end.place, chain: end.chain }
    }

    /// Is this the same course of the same log?
    fn same_course(&self, end: &End) -> bool {
        self.generation == end.generation && self.epoch == end.epoch
    }

    /// Has this replica read as far as `wanted`, along the same course?
    fn covers(&self, wanted: &Self) -> bool {
        let same = self.generation == wanted.generation && self.epoch == wanted.epoch;
        same && (self.place > wanted.place || (self.place == wanted.place && self.chain == wanted.chain))
    }
}

/// Where the file stands; `None` if it has read nothing yet.
fn stand(db: &Connection) -> Result<Option<Stand>> {
    let kept = meta::get(db, STAND)?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
}

/// The file stands at `stand` now.
pub fn keep(db: &Connection, stand: &Stand) -> Result<()> {
    meta::set(db, STAND, &serde_json::to_string(stand)?)
}

/// The file, and whose turn it is to bring it up to date.
pub struct Replica {
    pub file: Sqlite,
    pub erased: Erased,
    database: Database,
    turn: Mutex<()>,
    epoch: watch::Sender<String>,
}

/// What a reader asks of the replica.
#[derive(Clone)]
enum Wanted {
    Exactly(Stand),
    AtLeast(Stand),
}

impl Wanted {
    fn fits(&self, stand: &Stand) -> bool {
        match self {
            Self::Exactly(wanted) => stand == wanted,
            Self::AtLeast(wanted) => stand.covers(wanted),
        }
    }
}

/// What a step along the journal came to.
enum Step {
    /// The replica has read as far as it should.
    Arrived(Stand),
    /// There is more.
    Onward,
    /// The journal does not hold what this replica has read.
    Parted(Stand),
}

impl Replica {
    /// Opens the file in the folder `data`. One that is damaged or of another version is made anew.
    pub fn open(data: &Path, database: Database, erased: Erased) -> Result<Self> {
        let path = data.join(FILE);
        let writer = open_store(&path).or_else(|error| match error {
            Error::NotADatabase { .. } | Error::FromNewerVersion { .. } | Error::Migration(_) => {
                tracing::warn!(%error, "the replica is made anew");
                throw_away(&path)?;
                open_store(&path)
            }
            other => Err(other),
        })?;
        Ok(Self {
            file: Sqlite::around(writer, path)?,
            erased,
            database,
            turn: Mutex::new(()),
            epoch: watch::Sender::default(),
        })
    }

    /// The epoch of what is read here.
    pub fn epoch(&self) -> watch::Receiver<String> {
        self.epoch.subscribe()
    }

    /// Runs `work` on what the journal adds up to, read as far as `end` or further.
    pub async fn read<T, F>(&self, connection: Object, end: End, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let (mut connection, mut end) = (Arc::new(connection), end);
        if !self.erased.is_settled(&end.epoch) {
            (connection, end) = self.settle(connection).await?;
        }
        // A replica ahead of that end may be so because others wrote meanwhile, or because the journal
        // has gone back: only `follow` can tell.
        let mut wanted = Wanted::Exactly(Stand::at(&end));
        let mut work = work;
        loop {
            let (here, told) = (wanted.clone(), self.epoch.clone());
            let tried = self.file.read(move |db| {
                let stand = stand(db)?.unwrap_or_default();
                if !here.fits(&stand) {
                    return Ok(Err(work));
                }
                tell(&told, &stand);
                work(db).map(Ok)
            });
            match tried.await? {
                Ok(value) => return Ok(value),
                Err(back) => work = back,
            }
            let mut stand = self.follow(&connection, end.clone()).await?;
            if !self.erased.is_settled(&stand.epoch) {
                (connection, end) = self.settle(connection).await?;
                stand = self.follow(&connection, end.clone()).await?;
            }
            wanted = Wanted::AtLeast(stand);
        }
    }

    /// Puts a log right that goes by another epoch than before: it may be older than the list of what was
    /// erased. The connection is let go meanwhile, because the writer needs one; another comes back.
    pub async fn settle(&self, connection: Arc<Object>) -> Result<(Arc<Object>, End)> {
        drop(connection);
        let (connection, end) = self.database.ask(journal::end).await?;
        let connection = Arc::new(connection);
        let stand = self.follow(&connection, end).await?;
        drop(connection);
        self.erased.settle(&self.file, &stand.epoch).await?;
        let (connection, end) = self.database.ask(journal::end).await?;
        Ok((Arc::new(connection), end))
    }

    /// Reads the journal as far as `end`.
    pub async fn follow(&self, connection: &Arc<Object>, mut end: End) -> Result<Stand> {
        let _turn = self.turn.lock().await;
        loop {
            match self.step(connection, &end).await? {
                Step::Arrived(stand) => {
                    self.erased.learn(&self.file).await?;
                    return Ok(stand);
                }
                Step::Onward => {}
                Step::Parted(stand) => end = self.part(connection, &stand).await?,
            }
        }
    }

    async fn step(&self, connection: &Arc<Object>, end: &End) -> Result<Step> {
        let (connection, end, handle) = (Arc::clone(connection), end.clone(), Handle::current());
        let told = self.epoch.clone();
        self.file.write(move |db| walk(db, &end, &handle, &connection, &told)).await
    }

    /// Under the log's lock: brings the open transaction of the replica exactly to the journal's end.
    /// `false` if that is too far a way, or none at all: [`Self::follow`] first.
    pub fn catch_up(&self, db: &Connection, handle: &Handle, held: &Held) -> Result<bool> {
        let here = stand(db)?.unwrap_or_default();
        if !here.same_course(&held.end) || held.end.place - here.place > STEP {
            return Ok(false);
        }
        loop {
            match walk(db, &held.end, handle, held.client(), &self.epoch)? {
                Step::Arrived(stand) => return Ok(stand == Stand::at(&held.end)),
                Step::Onward => {}
                Step::Parted(_) => return Ok(false),
            }
        }
    }

    /// The journal does not hold what this replica has read: it is an older copy. Unless somebody else
    /// noticed already, it goes on under a new epoch. The new end.
    async fn part(&self, connection: &Arc<Object>, stand: &Stand) -> Result<End> {
        let update = connection.prepare_cached(include_str!("sql/part.sql")).await.map_err(failed)?;
        let (epoch, chain) = (new_epoch(), stand.chain.as_slice());
        let columns: [&(dyn tokio_postgres::types::ToSql + Sync); 5] =
            [&ORG, &stand.place, &chain, &stand.generation, &epoch];
        if connection.execute(&update, &columns).await.map_err(failed)? == 1 {
            tracing::warn!(place = stand.place, "the journal has gone back; it goes on under a new epoch");
        }
        journal::end(connection).await
    }
}

/// One step along the journal, inside a transaction of the replica.
fn walk(
    db: &Connection,
    end: &End,
    handle: &Handle,
    client: &deadpool_postgres::ClientWrapper,
    told: &watch::Sender<String>,
) -> Result<Step> {
    let mut stand = match (stand(db)?, meta::device(db)?) {
        (Some(stand), Some(device)) if device == end.device => stand,
        // A new file, or one that followed another log.
        _ => begin_anew(db, end)?,
    };
    if !stand.same_course(end) {
        let holds = handle.block_on(journal::chain_at(client, stand.place))? == Some(stand.chain);
        if end.generation < stand.generation || (!holds && end.generation == stand.generation) {
            return Ok(Step::Parted(stand));
        }
        stand = if holds {
            Stand { place: stand.place, chain: stand.chain, ..Stand::at(end) }
        } else {
            begin_anew(db, end)?
        };
        keep(db, &stand)?;
    }
    if stand.place < end.place {
        return onward(db, &stand, handle, client);
    }
    if stand.place == end.place && stand.chain != end.chain {
        return Ok(Step::Parted(stand));
    }
    if stand.place > end.place
        && handle.block_on(journal::chain_at(client, stand.place))? != Some(stand.chain)
    {
        return Ok(Step::Parted(stand));
    }
    tell(told, &stand);
    Ok(Step::Arrived(stand))
}

fn tell(told: &watch::Sender<String>, stand: &Stand) {
    told.send_if_modified(|name| {
        let other = *name != stand.epoch;
        if other {
            name.clone_from(&stand.epoch);
        }
        other
    });
}

/// Replays the next lines.
fn onward(
    db: &Connection,
    stand: &Stand,
    handle: &Handle,
    client: &deadpool_postgres::ClientWrapper,
) -> Result<Step> {
    let mut stand = stand.clone();
    let mut lines = handle.block_on(journal::lines(client, stand.place, STEP))?.into_iter();
    if stand.place > 0
        && lines.next().is_none_or(|line| line.place != stand.place || line.chain != stand.chain)
    {
        return Ok(Step::Parted(stand));
    }
    for kept in lines {
        replay::replay(db, &kept.line)?;
        (stand.place, stand.chain) = (kept.place, kept.chain);
    }
    replay::forget_written(db)?;
    keep(db, &stand)?;
    Ok(Step::Onward)
}

fn begin_anew(db: &Connection, end: &End) -> Result<Stand> {
    replay::empty(db)?;
    meta::set_device(db, end.device)?;
    let stand = Stand { place: 0, chain: NO_CHAIN, ..Stand::at(end) };
    keep(db, &stand)?;
    Ok(stand)
}

/// What a power loss takes from a replica, the journal still has.
fn open_store(path: &Path) -> Result<Store> {
    let store = Store::open(path, None)?;
    store.set_durability(Durability::Normal)?;
    replay::watch(store.db())?;
    Ok(store)
}

fn throw_away(path: &Path) -> Result<()> {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::Shared(format!("{}: {error}", Path::new(&name).display())));
            }
            _ => {}
        }
    }
    Ok(())
}
