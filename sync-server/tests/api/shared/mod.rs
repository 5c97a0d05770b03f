//! A registry in PostgreSQL, shared by several servers: what is theirs alone, beside the contract.

mod commands;
mod erased;
mod gaps;
mod moving;
mod trouble;
mod two_servers;
mod went_back;

use std::sync::Arc;

use latarnia_core::op::Scope;
use latarnia_core::record::Kind;
use latarnia_core::store::seal::Tip;
use latarnia_core::sync::accept::{Outcome, Turned};
use latarnia_server::registry::postgres::Postgres;
use latarnia_server::registry::postgres::check::digests;
use latarnia_server::registry::{Registry, StaffMember};
use latarnia_tests::{Cluster, Database};
use serde_json::json;

use crate::contract::{NORTH, contact, create, device, pull, push};

/// A connection to the database, beside the servers.
pub async fn connect(url: &str) -> (tokio_postgres::Client, tokio::task::JoinHandle<()>) {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("connects");
    (client, tokio::spawn(async { drop(connection.await) }))
}

/// One database, and as many servers on it as are opened.
pub struct Office {
    pub database: Database<'static>,
}

/// One server's registry, with its own folder.
pub struct Process {
    pub registry: Arc<Postgres>,
    pub folder: tempfile::TempDir,
}

impl Office {
    pub fn new() -> Self {
        Self { database: Cluster::shared().database() }
    }

    pub async fn server(&self) -> Process {
        let folder = tempfile::tempdir().expect("folder");
        Process { registry: self.open(&folder).await, folder }
    }

    pub async fn open(&self, folder: &tempfile::TempDir) -> Arc<Postgres> {
        Arc::new(Postgres::open(&self.database.url(), folder.path()).await.expect("opens"))
    }

    /// The epoch in the database.
    pub fn epoch(&self) -> String {
        self.database.sql("select epoch from log")
    }

    /// Until somebody waits for a lock.
    pub async fn await_waiting(&self) {
        self.await_sessions("wait_event_type = 'Lock'", "1").await;
    }

    /// Until so many sessions beside ours are like that.
    pub async fn await_sessions(&self, like: &str, many: &str) {
        let count = format!(
            "select count(*) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid() and {like}"
        );
        for _ in 0..1000 {
            if self.database.sql(&count) == many {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("never {many} sessions with {like}");
    }

    /// The shared log as a copy would hold it: every table, as `pg_dump` writes it.
    pub fn dump(&self) -> Vec<u8> {
        let dumped =
            self.database.tool("pg_dump").args(["--clean", "--if-exists"]).output().expect("pg_dump");
        assert!(dumped.status.success(), "{}", String::from_utf8_lossy(&dumped.stderr));
        dumped.stdout
    }
}

impl Process {
    /// Stops it; what is left is its folder.
    pub async fn close(self) -> tempfile::TempDir {
        self.registry.settle().await.expect("settled");
        Arc::into_inner(self.registry).expect("nobody else uses it").close().await;
        self.folder
    }

    /// Pushes one contact of a phone.
    pub async fn push(&self, phone: u8, seq: u8) -> Result<Outcome, Turned> {
        let ops = [contact(phone.wrapping_mul(16).wrapping_add(seq), "n")];
        self.registry.push(push(device(phone), seq.into(), &ops)).await.map(|(outcome, _)| outcome)
    }

    /// A site made on the console.
    pub async fn make_site(&self, name: &str) {
        let form = json!({"category": "park", "name": name, "position": {"lat": 51.93, "lon": 19.42}});
        self.registry.write(create(Kind::Site, form)).await.expect("written");
    }

    pub async fn number(&self) -> u64 {
        self.registry.log_number().await.expect("number")
    }

    /// The numbers a phone that reads from the beginning is given.
    pub async fn numbers(&self) -> Vec<u64> {
        let scope = Scope::Area(NORTH.into());
        let page = self.registry.page(pull(device(99), scope, 0)).await.expect("page");
        page.ops.iter().map(|op| op.n).collect()
    }

    /// The seal of its log, as phones are told it.
    pub async fn tip(&self) -> Option<Tip> {
        let scope = Scope::Area(NORTH.into());
        self.registry.page(pull(device(99), scope, 0)).await.expect("page").tip
    }

    /// What everything adds up to.
    pub async fn adds_up(&self) -> Vec<(Scope, String)> {
        self.registry.read(digests).await.expect("digests")
    }

    /// What is wrong with the journal or with this server's replica.
    pub async fn problems(&self) -> Vec<String> {
        self.registry.copy(self.folder.path()).await.expect("copied").problems
    }

    pub async fn staff(&self) -> Vec<StaffMember> {
        self.registry.staff().await.expect("staff")
    }

    pub fn epoch(&self) -> String {
        self.registry.epoch().borrow().clone()
    }
}
