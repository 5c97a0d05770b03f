//! The one writer of this process: takes groups of writes from the queue and commits each in the shared
//! database first, then in the replica.

use std::sync::Arc;
use std::time::{Duration, Instant};

use latarnia_core::error::{Error, Result};
use latarnia_core::store::ledger::log_number;
use latarnia_core::sync::replay::{self, Line};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, Notify};

use super::database::Database;
use super::desk::{Beside, Desk};
use super::held::Held;
use super::queue::{Exit, Group};
use super::replica::{self, Replica, Stand};
use super::{bell, journal};

/// Most writes in one transaction.
const MOST: usize = 64;
/// How long others may join a transaction that has begun: its lock holds up every other process.
const OPEN_FOR: Duration = Duration::from_millis(5);
/// How often a group begins anew before it is given up.
const TRIES: u32 = 3;
/// What the writer works with.
pub struct Writer {
    pub database: Database,
    pub replica: Arc<Replica>,
    /// Which process this is, so that it does not wake itself.
    pub process: String,
    /// Told when something was taken out of older lines.
    pub taken_out: Arc<Notify>,
}

/// How a try to write a group ended.
enum End {
    Committed,
    /// The replica was too far from the journal's end; nothing was done.
    FarOff,
}

impl Writer {
    /// Works until nobody can ask any more.
    pub async fn work(self: Arc<Self>, exit: Exit) {
        let exit = Arc::new(Mutex::new(exit));
        loop {
            let first = exit.lock().await.recv().await;
            let Some(first) = first else { return };
            let mut group = Group::of(first);
            if let Err(error) = self.commit(&mut group, &exit).await {
                tracing::warn!(%error, writes = group.done(), "a group of writes failed");
                group.fail(&error);
            }
            group.answer();
        }
    }

    async fn commit(self: &Arc<Self>, group: &mut Group, exit: &Arc<Mutex<Exit>>) -> Result<()> {
        for _ in 0..TRIES {
            let held = Held::take(&self.database).await?;
            match self.write(held, group, exit).await? {
                End::Committed => return Ok(()),
                End::FarOff => self.follow().await?,
            }
        }
        Err(Error::Shared("PostgreSQL: the journal goes back again and again".to_owned()))
    }

    /// Brings the replica to where the journal is, without holding anybody up.
    async fn follow(&self) -> Result<()> {
        let (connection, end) = self.database.ask(journal::end).await?;
        self.replica.follow(&Arc::new(connection), end).await.map(drop)
    }

    async fn write(self: &Arc<Self>, held: Held, group: &mut Group, exit: &Arc<Mutex<Exit>>) -> Result<End> {
        let (writer, exit, mut taken) = (Arc::clone(self), Arc::clone(exit), std::mem::take(group));
        let handle = Handle::current();
        let done = tokio::task::spawn_blocking(move || {
            let ended = writer.write_here(&handle, held, &mut taken, &exit);
            (ended, taken)
        });
        let (ended, taken) =
            done.await.map_err(|panic| Error::Shared(format!("a group broke off: {panic}")))?;
        *group = taken;
        ended
    }

    fn write_here(&self, handle: &Handle, held: Held, group: &mut Group, exit: &Mutex<Exit>) -> Result<End> {
        let mut committed = false;
        let kept = self.replica.file.write_here(|db| {
            if !self.replica.catch_up(db, handle, &held)? {
                return Ok(End::FarOff);
            }
            let mut held = held;
            let mut beside = Beside::default();
            run_all(&mut Desk { db, beside: &mut beside, held: &held, handle }, group, exit)?;
            let written = replay::written(db)?;
            replay::forget_written(db)?;
            let lines = held.extend(&written, log_number(db)?);
            handle.block_on(async {
                let quiet = written == replay::Written::default();
                tokio::try_join!(
                    async { if quiet { Ok(()) } else { held.write(&lines).await } },
                    beside.keep(held.client()),
                    bell::ring(held.client(), &self.process, beside.change()),
                )?;
                let stand = Stand::at(&held.end);
                held.commit().await?;
                committed = true;
                if written.changed.iter().any(Line::lacks_bytes) {
                    self.taken_out.notify_one();
                }
                replica::keep(db, &stand)
            })?;
            Ok(End::Committed)
        });
        match kept {
            // What is in the journal happened; the replica will read it there.
            Err(error) if committed => {
                tracing::warn!(%error, "the replica could not keep what it wrote and reads it again");
                Ok(End::Committed)
            }
            ended => ended,
        }
    }
}

/// Does the group, and what joins it while it is done.
fn run_all(desk: &mut Desk<'_>, group: &mut Group, exit: &Mutex<Exit>) -> Result<()> {
    let began = Instant::now();
    group.run(desk)?;
    while group.done() < MOST && began.elapsed() < OPEN_FOR {
        // Held by nobody: the writer waits for this group.
        let Some(next) = exit.try_lock().ok().and_then(|mut exit| exit.try_recv().ok()) else { break };
        group.add(next);
        group.run(desk)?;
    }
    Ok(())
}
