//! The files of a phone or a server as they lay at one moment, opened as after a crash.

use std::path::Path;

use latarnia_core::id::AreaId;
use latarnia_core::op::{Change, Scope};
use latarnia_core::record::Kind;
use latarnia_core::store::{Store, log, registry};
use latarnia_field::keystore::FileKeystore;
use latarnia_field::vault::Vault;
use tempfile::TempDir;

use crate::phone::PIN;

/// A copy of its own, gone when dropped.
pub struct Snapshot {
    folder: TempDir,
}

/// What a line of the log says of its place, the same on every replica: device, seq, number, effective time
/// and the digest of its bytes.
pub type Line = (Vec<u8>, i64, i64, i64, Vec<u8>);

/// What a phone's folder has beside its database.
const PHONE: [&str; 4] = ["vault.json", "keystore", "phone.db", "phone.db-wal"];
const SERVER: [&str; 2] = ["registry.db", "registry.db-wal"];

impl Snapshot {
    /// The files of the phone in `folder`.
    pub fn of_phone(folder: &Path) -> Self {
        Self::of(folder, &PHONE)
    }

    /// The files of the server in `folder`.
    pub fn of_server(folder: &Path) -> Self {
        Self::of(folder, &SERVER)
    }

    fn of(from: &Path, names: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in names {
            match std::fs::copy(from.join(name), folder.path().join(name)) {
                // A write-ahead log is there only while somebody writes.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound && name.ends_with("-wal") => {}
                copied => drop(copied.unwrap_or_else(|error| panic!("{name}: {error}"))),
            }
        }
        Self { folder }
    }

    /// Opens it: what was committed is read from the write-ahead log, what was not is left.
    pub fn open(&self) -> Store {
        let registry = self.folder.path().join("registry.db");
        if registry.exists() {
            return Store::open(&registry, None).expect("the server's files open");
        }
        let keystore = FileKeystore::at(&self.folder.path().join("keystore"));
        let (store, _hold) =
            Vault::at(self.folder.path()).open(PIN, &keystore).expect("the phone's files open");
        store
    }
}

/// The notes of all contacts whose creation stands in the log, in order, each as often as it stands there.
pub fn notes_in_log(store: &Store) -> Vec<String> {
    let mut select = store.db().prepare("select raw from op where verdict <= 1").expect("a log");
    let raws = select.query_map([], |row| row.get::<_, String>(0)).expect("a log");
    let ops = raws.filter_map(|raw| latarnia_core::op::parse(&raw.expect("text")).ok());
    let mut notes: Vec<String> = ops
        .filter(|op| op.known_kind() == Some(Kind::Contact))
        .filter_map(|op| match op.change {
            Change::Event { form } => Some(form.get("note")?.as_str()?.to_owned()),
            _ => None,
        })
        .collect();
    notes.sort();
    notes
}

/// The notes of all contacts people see, in order.
pub fn notes_seen(store: &Store) -> Vec<String> {
    let query = registry::Query { kinds: vec![Kind::Contact], ..registry::Query::default() };
    let rows = registry::rows(store.db(), &query).expect("a registry");
    let mut notes: Vec<String> =
        rows.iter().filter_map(|row| Some(row.doc.get("note")?.as_str()?.to_owned())).collect();
    notes.sort();
    notes
}

/// Every numbered line of an area's log, by number.
pub fn lines(store: &Store, area: AreaId) -> Vec<Line> {
    let select = "select device, seq, number, effective, digest from op
        where scope = ?1 and number is not null order by number";
    let mut select = store.db().prepare(select).expect("a log");
    let read =
        |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
    let rows = select.query_map([Scope::Area(area).to_string()], read).expect("a log");
    rows.collect::<Result<_, _>>().expect("columns")
}

/// What an area adds up to.
pub fn digest(store: &Store, area: AreaId) -> String {
    registry::base_digest(store.db(), Scope::Area(area)).expect("a registry")
}

/// How many operations wait.
pub fn waiting(store: &Store) -> usize {
    log::unaccepted(store.db()).expect("a log").len()
}
