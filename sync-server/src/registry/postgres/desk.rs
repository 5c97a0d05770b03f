//! What a write does, beside what it writes into the log: notes, accounts, word of a phone. It is
//! collected while the replica is written and goes into the shared database with the same commit.

use deadpool_postgres::ClientWrapper;
use latarnia_core::clock::Millis;
use latarnia_core::error::Result;
use latarnia_core::id::{DeviceId, RecordId, WorkerId};
use rusqlite::Connection;
use tokio::runtime::Handle;
use tokio_postgres::types::ToSql;

use super::database::{failed, text};
use super::held::Held;
use super::journal::ORG;
use super::{attachments, notes};
use crate::registry::{Change, NewUser, Note, Pushed};

/// Where one write is done: a transaction of the replica, and what else is to be kept with it.
pub struct Desk<'a> {
    /// The open transaction of the replica.
    pub db: &'a Connection,
    /// What else is to be kept.
    pub beside: &'a mut Beside,
    /// The open transaction of the shared database.
    pub held: &'a Held,
    pub handle: &'a Handle,
}

impl Desk<'_> {
    /// Does somebody sign in by that name, or is about to?
    pub fn is_taken(&self, name: &str) -> Result<bool> {
        let among = self.beside.accounts.iter().any(|(_, user)| user.name == name);
        Ok(among || self.handle.block_on(has_account(self.held.client(), name))?)
    }
}

async fn has_account(client: &ClientWrapper, name: &str) -> Result<bool> {
    let select = client.prepare_cached("select 1 from account where org = $1 and name = $2").await;
    let row = client.query_opt(&select.map_err(failed)?, &[&ORG, &text(name)]).await.map_err(failed)?;
    Ok(row.is_some())
}

/// What is kept beside the log.
#[derive(Default)]
pub struct Beside {
    /// What was done.
    pub notes: Vec<Note>,
    /// What others are to be told.
    pub changes: Vec<Change>,
    /// Records that were taken out for good.
    pub gone: Vec<RecordId>,
    /// Records whose pictures were.
    pub pictures: Vec<RecordId>,
    heard: Vec<Heard>,
    accounts: Vec<(WorkerId, NewUser)>,
}

struct Heard {
    device: DeviceId,
    at: Millis,
    clock_error: i64,
    app_version: Option<String>,
    erased: u64,
}

impl Beside {
    /// A phone was heard of.
    pub fn heard_of(&mut self, push: &Pushed) {
        let Pushed { device, now: at, clock_error, erased, .. } = *push;
        self.heard.push(Heard { device, at, clock_error, app_version: push.app_version.clone(), erased });
    }

    /// Somebody may sign in from now on.
    pub fn let_in(&mut self, worker: WorkerId, user: NewUser) {
        self.accounts.push((worker, user));
    }

    /// How much is here; what was added since can be taken back by [`Beside::back_to`].
    pub fn mark(&self) -> [usize; 6] {
        let Self { notes, changes, gone, pictures, heard, accounts } = self;
        [notes.len(), heard.len(), accounts.len(), changes.len(), gone.len(), pictures.len()]
    }

    /// Takes back what was added since.
    pub fn back_to(&mut self, mark: [usize; 6]) {
        let [notes, heard, accounts, changes, gone, pictures] = mark;
        self.gone.truncate(gone);
        self.pictures.truncate(pictures);
        self.notes.truncate(notes);
        self.heard.truncate(heard);
        self.accounts.truncate(accounts);
        self.changes.truncate(changes);
    }

    /// Is there nothing to keep?
    pub fn is_empty(&self) -> bool {
        self.mark() == [0; 6]
    }

    /// Writes it all down inside an open transaction.
    pub async fn keep(&self, client: &ClientWrapper) -> Result<()> {
        let accounts = async {
            for (worker, user) in &self.accounts {
                keep_account(client, *worker, user).await?;
            }
            Ok(())
        };
        notes::forget_details(client, &self.gone).await?;
        attachments::forget_of(client, &self.pictures).await?;
        tokio::try_join!(accounts, notes::keep(client, &self.notes, 0), keep_heard(client, &self.heard))?;
        Ok(())
    }

    /// The changes of the whole group as one.
    pub fn change(&self) -> Option<Change> {
        let number = self.changes.iter().map(|change| change.number).max()?;
        let kinds = self.changes.iter().flat_map(|change| change.kinds.clone()).collect();
        Some(Change { number, kinds })
    }
}

async fn keep_account(client: &ClientWrapper, worker: WorkerId, user: &NewUser) -> Result<()> {
    let insert =
        "insert into account (org, worker, name, role, password, changed) values ($1, $2, $3, $4, $5, $6)";
    let insert = client.prepare_cached(insert).await.map_err(failed)?;
    let (name, role) = (text(&user.name), user.role.to_string());
    let columns: [&(dyn ToSql + Sync); 6] = [&ORG, &worker.uuid(), &name, &role, &user.password, &user.now.0];
    client.execute(&insert, &columns).await.map_err(failed)?;
    Ok(())
}

async fn keep_heard(client: &ClientWrapper, heard: &[Heard]) -> Result<()> {
    if heard.is_empty() {
        return Ok(());
    }
    let update = client.prepare_cached(include_str!("sql/heard_of.sql")).await.map_err(failed)?;
    let ids: Vec<_> = heard.iter().map(|one| one.device.uuid()).collect();
    let at: Vec<_> = heard.iter().map(|one| one.at.0).collect();
    let errors: Vec<_> = heard.iter().map(|one| one.clock_error).collect();
    let versions: Vec<_> = heard.iter().map(|one| one.app_version.as_deref().map(text)).collect();
    let erased: Vec<_> = heard.iter().map(|one| i64::try_from(one.erased).unwrap_or(i64::MAX)).collect();
    let columns: [&(dyn ToSql + Sync); 6] = [&ORG, &ids, &at, &errors, &versions, &erased];
    client.execute(&update, &columns).await.map_err(failed)?;
    Ok(())
}

/// A phone was heard of that brought nothing.
pub async fn heard_of(client: &ClientWrapper, push: &Pushed) -> Result<()> {
    let mut beside = Beside::default();
    beside.heard_of(push);
    keep_heard(client, &beside.heard).await
}
