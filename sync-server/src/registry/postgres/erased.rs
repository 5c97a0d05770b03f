//! The list of what was erased, as every process keeps it beside its replica: a shared database restored
//! from an older copy holds again what was erased since. Whoever serves it puts it right before anybody
//! reads it, in the journal, so that all others follow.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use latarnia_core::error::Result;
use latarnia_core::store::erase;

use super::desk::Desk;
use super::queue::Entrance;
use crate::registry::sqlite::Sqlite;
use crate::registry::sqlite::erased::{self, Line};

/// The list, and what it was compared with.
pub struct Erased {
    folder: PathBuf,
    entrance: Entrance,
    list: Arc<Mutex<List>>,
    turn: tokio::sync::Mutex<()>,
}

struct List {
    lines: BTreeSet<Line>,
    /// Number of the newest order of this log that is on the list.
    newest: u64,
    /// The epoch of the log it was compared with.
    settled: Option<String>,
}

impl Erased {
    /// Reads the list in the folder `data`; `entrance` leads to the writer of this process.
    pub fn open(data: &Path, entrance: Entrance) -> Result<Self> {
        let list = List { lines: erased::read(data)?, newest: 0, settled: None };
        Ok(Self {
            folder: data.to_owned(),
            entrance,
            list: Arc::new(Mutex::new(list)),
            turn: tokio::sync::Mutex::new(()),
        })
    }

    /// Was the log of this epoch compared with the list? Under another epoch it may be older.
    pub fn is_settled(&self, epoch: &str) -> bool {
        locked(&self.list).settled.as_deref() == Some(epoch)
    }

    /// Gives the orders again that the log of this epoch lacks. `file` has read it to its end.
    pub async fn settle(&self, file: &Sqlite, epoch: &str) -> Result<()> {
        let _turn = self.turn.lock().await;
        if self.is_settled(epoch) {
            return Ok(());
        }
        let listed = locked(&self.list).lines.clone();
        let (_, known) = file.read(|db| erased::orders(db, 0)).await?;
        if !listed.is_subset(&known) {
            self.entrance.ask(move |desk| give_again(desk, &listed)).await?;
        }
        locked(&self.list).newest = 0;
        self.learn(file).await?;
        locked(&self.list).settled = Some(epoch.to_owned());
        Ok(())
    }

    /// Puts orders on the list that came since, from here or from other processes.
    pub async fn learn(&self, file: &Sqlite) -> Result<()> {
        let (folder, list) = (self.folder.clone(), Arc::clone(&self.list));
        let learn = move |db: &_| {
            let mut list = locked(&list);
            let (newest, known) = erased::orders(db, list.newest)?;
            erased::append(&folder, known.difference(&list.lines))?;
            list.lines.extend(known);
            list.newest = newest;
            Ok(())
        };
        file.read(learn).await
    }
}

fn locked(list: &Mutex<List>) -> MutexGuard<'_, List> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Under the log's lock: another process may have been quicker.
fn give_again(desk: &mut Desk<'_>, listed: &BTreeSet<Line>) -> Result<()> {
    let (_, known) = erased::orders(desk.db, 0)?;
    for line in listed.difference(&known) {
        let gone = erase::concerned(desk.db, line.record)?;
        if line.fields.is_empty() {
            desk.beside.pictures.extend(&gone);
        } else if erase::names_attachments(&line.fields) {
            desk.beside.pictures.push(line.record);
        }
        desk.beside.gone.extend(&gone);
        erased::again(desk.db, line)?;
    }
    Ok(())
}
