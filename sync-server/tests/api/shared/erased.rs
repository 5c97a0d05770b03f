//! A shared database restored from an older copy holds again what was erased since: whoever serves it
//! puts it right before anybody reads it.

use std::collections::BTreeSet;

use latarnia_core::access::Role;
use latarnia_core::id::RecordId;
use latarnia_core::record::Kind;
use latarnia_server::registry::{Deed, Reader, Registry};
use serde_json::json;

use super::{Office, Process};
use crate::contract::{NOW, create, strike, worker};

impl Office {
    /// Remembers the journal, as a copy would.
    fn copy(&self) {
        self.database.sql("create table op_copy as table op; create table log_copy as table log");
    }

    /// Puts that copy back, under the names it had.
    fn put_back(&self) {
        self.database.sql(
            "delete from op; insert into op table op_copy; delete from log; insert into log table log_copy",
        );
    }

    /// How many lines of the journal hold the word.
    fn lines_with(&self, word: &str) -> String {
        self.database.sql(&format!("select count(*) from op where position('{word}'::bytea in raw) > 0"))
    }

    /// Do the files of the table hold the word, in whatever version of a row?
    fn files_hold(&self, table: &str, word: &str) -> bool {
        let seek = format!(
            "checkpoint; select position('{word}'::bytea in pg_read_binary_file(pg_relation_filepath('{table}')))"
        );
        self.database.sql(&seek) != "0"
    }
}

impl Process {
    async fn meet(&self, name: &str) -> RecordId {
        let note = format!("{name} prosi o koc");
        let form = json!({"label": name, "note": note});
        self.registry.write(create(Kind::Person, form)).await.expect("written").0
    }

    async fn erase(&self, record: RecordId, fields: &[&str]) {
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        let deed = Deed::Erase { kind: Kind::Person, record, fields, writer: worker(Role::Supervisor, &[]) };
        self.registry.write(strike(deed)).await.expect("erased");
    }

    async fn labels(&self) -> BTreeSet<String> {
        let reader = Reader { who: worker(Role::Supervisor, &[]), now: NOW };
        let people = self.registry.people(reader, None).await.expect("people");
        people.into_iter().map(|row| row.label).collect()
    }

    /// Of how many fields each order is; 0 is the whole record.
    async fn erasures(&self) -> Vec<usize> {
        let list = self.registry.erasures().await.expect("list");
        let mut fields: Vec<usize> = list.into_iter().map(|erasure| erasure.fields).collect();
        fields.sort_unstable();
        fields
    }
}

#[tokio::test]
async fn a_running_server_puts_a_restored_database_right_before_it_answers() {
    let office = Office::new();
    let (server, other) = (office.server().await, office.server().await);
    let gone = server.meet("Zenobiusz").await;
    let redacted = server.meet("Bogumil").await;
    office.copy();
    server.erase(gone, &[]).await;
    server.erase(redacted, &["note"]).await;
    let epoch = office.epoch();
    office.put_back();
    assert_eq!(office.lines_with("Zenobiusz"), "1", "the copy is older than the orders");
    assert_eq!(server.labels().await, ["Bogumil".to_owned()].into());
    assert_ne!(office.epoch(), epoch);
    assert_eq!((office.lines_with("Zenobiusz"), office.lines_with("koc")), ("0".to_owned(), "0".to_owned()));
    let newcomer = office.server().await;
    for process in [&server, &other, &newcomer] {
        assert_eq!(process.labels().await, ["Bogumil".to_owned()].into());
        assert_eq!(process.erasures().await, [0, 1]);
        assert_eq!(process.problems().await, Vec::<String>::new());
    }
    assert_eq!(office.database.sql("select number from log"), "4", "each order is given again once");
}

#[tokio::test]
async fn a_server_that_starts_on_a_restored_database_puts_it_right_first() {
    let office = Office::new();
    let server = office.server().await;
    let gone = server.meet("Zenobiusz").await;
    office.copy();
    server.erase(gone, &[]).await;
    let folder = server.close().await;
    office.put_back();
    // Its replica is lost, and its list is not.
    std::fs::remove_file(folder.path().join("replica.db")).expect("removed");
    let again = Process { registry: office.open(&folder).await, folder };
    assert_eq!(office.lines_with("Zenobiusz"), "0");
    assert_eq!(again.labels().await, BTreeSet::new());
    assert_eq!(again.problems().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_another_server_erased_is_on_this_ones_list_too() {
    let office = Office::new();
    let (server, other) = (office.server().await, office.server().await);
    let gone = server.meet("Zenobiusz").await;
    office.copy();
    server.erase(gone, &[]).await;
    drop(server);
    assert_eq!(other.labels().await, BTreeSet::new());
    office.put_back();
    assert_eq!(other.labels().await, BTreeSet::new());
    assert_eq!(office.lines_with("Zenobiusz"), "0");
}

#[tokio::test]
async fn what_is_erased_in_the_file_before_it_moves_stays_on_the_list() {
    let office = Office::new();
    let folder = tempfile::tempdir().expect("folder");
    let file = latarnia_server::registry::sqlite::Sqlite::open(folder.path()).expect("new");
    let (gone, _) =
        Registry::write(&file, create(Kind::Person, json!({"label": "Zenobiusz"}))).await.expect("written");
    let writer = worker(Role::Supervisor, &[]);
    let deed = Deed::Erase { kind: Kind::Person, record: gone, fields: [].into(), writer };
    Registry::write(&file, strike(deed)).await.expect("erased");
    drop(file);
    // A database that was filled before the order, served from the same folder.
    let server = Process { registry: office.open(&folder).await, folder };
    assert_eq!(server.erasures().await, [0], "also what nobody has brought yet");
}

#[tokio::test]
async fn the_files_of_the_shared_database_forget_every_version_of_what_was_erased() {
    let office = Office::new();
    let server = office.server().await;
    let stays = server.meet("Bogumil").await;
    // So long that, where the page is only swept together, what takes its place does not cover it.
    let long = json!({"label": "Zenobiusz", "description": "Zenobiusz spod mostu. ".repeat(45)});
    let gone = server.registry.write(create(Kind::Person, long)).await.expect("written").0;
    assert!(office.files_hold("op", "Zenobiusz"), "the word lies in the file as it was written");
    server.erase(gone, &[]).await;
    for _ in 0..1000 {
        if !office.files_hold("op", "Zenobiusz") {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert!(!office.files_hold("op", "Zenobiusz"), "an old version of the line is still in the file");
    assert!(office.files_hold("op", "Bogumil"), "{stays} was not to be erased");
    server.meet("Kazimierz").await;
    assert_eq!(server.labels().await, ["Bogumil".to_owned(), "Kazimierz".to_owned()].into());
}
