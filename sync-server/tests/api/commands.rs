use std::path::Path;

use crate::program::{fine, refused};
use crate::town::Town;

#[test]
fn areas_and_users_are_added_listed_and_refused_in_words() {
    let data = tempfile::tempdir().expect("folder");
    let data = data.path();
    fine(data, &["area", "add", "Zatorze"], "");
    assert!(refused(data, &["area", "add", "Zatorze"], "").contains("already"));
    assert!(fine(data, &["area", "list"], "").contains("Zatorze"));
    let add =
        ["user", "add", "Ola", "--full-name", "Ola Próbna", "--role", "streetworker", "--area", "Zatorze"];
    assert!(refused(data, &add, "short\n").contains("at least 10"));
    fine(data, &add, "a good long password\n");
    assert!(refused(data, &add, "a good long password\n").contains("taken"));
    let elsewhere = ["user", "add", "ula", "--full-name", "U", "--role", "supervisor", "--area", "Nowhere"];
    assert!(refused(data, &elsewhere, "a good long password\n").contains("no area Nowhere"));
    assert!(
        refused(data, &["user", "add", "ula", "--full-name", "U", "--role", "king"], "")
            .contains("supervisor")
    );
    assert!(fine(data, &["user", "list"], "").contains("ola\tstreetworker\tOla Próbna"));
    fine(data, &["user", "password", "ola"], "another long password\n");
    assert!(refused(data, &["user", "password", "nobody"], "").contains("nobody signs in"));
    assert!(refused(data, &["device", "revoke", "17"], "").contains("no device's id"));
    assert_eq!(fine(data, &["check"], ""), "sound\n");
}

#[test]
fn a_missing_folder_and_a_missing_registry_are_told() {
    let folder = tempfile::tempdir().expect("folder");
    let absent = folder.path().join("absent");
    for arguments in [&["check"][..], &["demo"], &["serve", "--addr", "127.0.0.1:0"], &["user", "list"]] {
        assert!(refused(&absent, arguments, "").contains("does not exist"), "{arguments:?}");
    }
    assert!(!absent.exists());
    assert!(refused(folder.path(), &["check"], "").contains("no registry"));
    let target = folder.path().join("copy.db");
    assert!(refused(folder.path(), &["backup", target.to_str().expect("text")], "").contains("no registry"));
}

#[test]
fn a_damaged_file_and_a_newer_one_are_told_and_left_alone() {
    let folder = tempfile::tempdir().expect("folder");
    let file = folder.path().join("registry.db");
    let broken = b"this was a database once, before the disk had its accident ...";
    std::fs::write(&file, broken).expect("write");
    let target = folder.path().join("copy.db");
    for arguments in [
        &["check"][..],
        &["user", "list"],
        &["area", "add", "Zatorze"],
        &["demo"],
        &["backup", target.to_str().expect("text")],
        &["serve", "--addr", "127.0.0.1:0"],
    ] {
        let told = refused(folder.path(), arguments, "");
        assert!(told.contains("registry.db is damaged") && told.contains("newest backup"), "{told}");
        assert_eq!(std::fs::read(&file).expect("read"), broken, "{arguments:?}");
    }
    assert!(!target.exists());
    std::fs::remove_file(&file).expect("remove");
    fine(folder.path(), &["area", "add", "Zatorze"], "");
    let db = rusqlite::Connection::open(&file).expect("open");
    db.execute("update server_schema_history set version = 99 where version = 1", []).expect("update");
    drop(db);
    assert!(refused(folder.path(), &["area", "list"], "").contains("update the program"));
}

#[tokio::test]
async fn check_finds_bytes_that_changed_and_a_registry_that_says_something_else() {
    let mut town = Town::in_a_file().await;
    town.stop().await;
    let data = town.data.path();
    assert_eq!(fine(data, &["check"], ""), "sound\n");
    let file = data.join("registry.db");
    let sound = std::fs::read(&file).expect("read");

    let db = rusqlite::Connection::open(&file).expect("open");
    db.execute("update record set doc = json_set(doc, '$.name', 'x') where kind = 'site'", [])
        .expect("update");
    drop(db);
    assert!(refused(data, &["check"], "").contains("is not what its operations say"));

    std::fs::write(&file, &sound).expect("write");
    let db = rusqlite::Connection::open(&file).expect("open");
    db.execute("delete from op where number = 1", []).expect("delete");
    drop(db);
    assert!(refused(data, &["check"], "").contains("the log holds"));

    let mut torn = sound.clone();
    let middle = torn.len() / 2;
    torn[middle..].fill(0xa5);
    std::fs::write(&file, &torn).expect("write");
    let told = refused(data, &["check"], "");
    assert!(told.contains("problem") || told.contains("damaged"), "{told}");
}

#[tokio::test]
async fn a_backup_of_a_running_server_opens_and_holds_the_same() {
    let town = Town::in_a_file().await;
    let phone = town.phone().await;
    town.sync(&phone, 1, &[town.contact(1), town.contact(2)]).await;
    let elsewhere = tempfile::tempdir().expect("folder");
    let copy = elsewhere.path().join("registry.db");
    let copy_name = copy.to_str().expect("text");
    fine(town.data.path(), &["backup", copy_name], "");
    assert!(refused(town.data.path(), &["backup", copy_name], "").contains("exists already"));
    assert_eq!(fine(elsewhere.path(), &["check"], ""), "sound\n");
    let digest = |path: &Path| {
        let store = latarnia_core::store::Store::open_reader(path, None).expect("open");
        let scope = latarnia_core::op::Scope::Area(town.north);
        latarnia_core::store::registry::base_digest(store.db(), scope).expect("digest")
    };
    assert_eq!(digest(&copy), digest(&town.data.path().join("registry.db")));
    assert!(refused(town.data.path(), &["backup", "/proc/no/such/place"], "").contains("error"));
}

#[test]
fn plain_text_over_the_network_is_refused() {
    let folder = tempfile::tempdir().expect("folder");
    assert!(refused(folder.path(), &["serve", "--addr", "0.0.0.0:0"], "").contains("TLS proxy"));
}

#[test]
fn the_description_is_printed() {
    let folder = tempfile::tempdir().expect("folder");
    assert!(fine(folder.path(), &["openapi"], "").starts_with("{\n  \"openapi\": \"3.1.0\""));
}
