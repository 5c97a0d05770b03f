//! The command line on a shared registry.

use latarnia_server::registry::Registry;

use super::Office;
use crate::program::{latarnia_in, said};

fn fine(office: &Office, folder: &tempfile::TempDir, arguments: &[&str], typed: &str) -> String {
    let output = latarnia_in(
        folder.path(),
        &[("LATARNIA_DATABASE", &office.database.url())],
        arguments,
        typed.as_bytes(),
    );
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn refused(office: &Office, folder: &tempfile::TempDir, arguments: &[&str], typed: &str) -> String {
    let output = latarnia_in(
        folder.path(),
        &[("LATARNIA_DATABASE", &office.database.url())],
        arguments,
        typed.as_bytes(),
    );
    assert!(!output.status.success(), "{arguments:?} should fail: {}", said(&output));
    assert!(!said(&output).contains("panicked"), "{}", said(&output));
    said(&output)
}

#[tokio::test]
async fn every_command_works_on_a_shared_registry() {
    let office = Office::new();
    let folder = tempfile::tempdir().expect("folder");
    fine(&office, &folder, &["area", "add", "Zatorze"], "");
    assert!(refused(&office, &folder, &["area", "add", "Zatorze"], "").contains("already"));
    assert!(fine(&office, &folder, &["area", "list"], "").contains("Zatorze"));
    let add =
        ["user", "add", "Ola", "--full-name", "Ola Próbna", "--role", "streetworker", "--area", "Zatorze"];
    fine(&office, &folder, &add, "a good long password\n");
    assert!(refused(&office, &folder, &add, "a good long password\n").contains("taken"));
    assert!(fine(&office, &folder, &["user", "list"], "").contains("ola\tstreetworker\tOla Próbna"));
    fine(&office, &folder, &["user", "password", "ola"], "another long password\n");
    assert!(fine(&office, &folder, &["device", "invite", "ola"], "").starts_with("latarnia://enrol?"));
    assert_eq!(fine(&office, &folder, &["device", "list"], ""), "");
    assert!(refused(&office, &folder, &["device", "revoke", "17"], "").contains("no device's id"));
    assert!(refused(&office, &folder, &["backup", "/tmp/never.db"], "").contains("pg_dump"));
    assert_eq!(fine(&office, &folder, &["check"], ""), "sound\n");
    assert!(!folder.path().join("registry.db").exists(), "nothing of it is in a file");
    let elsewhere = office.server().await;
    assert_eq!(elsewhere.registry.areas().await.expect("areas").len(), 1);
    assert_eq!(elsewhere.staff().await.len(), 1);
}

#[tokio::test]
async fn check_finds_a_journal_that_was_changed_and_a_replica_that_says_something_else() {
    let office = Office::new();
    let server = office.server().await;
    for seq in 1..=4 {
        server.push(1, seq).await.expect("taken");
    }
    let folder = server.close().await;
    assert_eq!(fine(&office, &folder, &["check"], ""), "sound\n");

    let file = folder.path().join("replica.db");
    let sound = std::fs::read(&file).expect("read");
    let db = rusqlite::Connection::open(&file).expect("open");
    db.execute("update op set raw = replace(raw, '\"heads\":1', '\"heads\":3') where number = 2", [])
        .expect("update");
    drop(db);
    assert!(refused(&office, &folder, &["check"], "").contains("remove replica.db"));
    std::fs::write(&file, &sound).expect("write");

    office.database.sql("update op set effective = effective + 1 where place = 2");
    assert!(refused(&office, &folder, &["check"], "").contains("place 2 is not what was written there"));
    office.database.sql("update op set effective = effective - 1 where place = 2");
    assert_eq!(fine(&office, &folder, &["check"], ""), "sound\n");

    office.database.sql("update op set raw = convert_to(replace(convert_from(raw, 'UTF8'), '\"n\"', '\"m\"'), 'UTF8') where place = 3");
    assert!(
        refused(&office, &folder, &["check"], "").contains("remove replica.db"),
        "the replica still knows"
    );
    office.database.sql("delete from op where place = 3");
    assert!(refused(&office, &folder, &["check"], "").contains("goes on with 4"));
}

#[test]
fn a_shared_registry_of_a_newer_version_is_left_alone() {
    let office = Office::new();
    let folder = tempfile::tempdir().expect("folder");
    fine(&office, &folder, &["area", "add", "Zatorze"], "");
    office.database.sql("update latarnia_schema_history set version = 99 where version = 1");
    assert!(refused(&office, &folder, &["area", "list"], "").contains("update the program"));
}

#[test]
fn an_address_of_nobody_is_told_in_words_and_never_shown() {
    let folder = tempfile::tempdir().expect("folder");
    let url = "postgres://ola:tajne@127.0.0.1:1/latarnia";
    for arguments in [&["check"][..], &["user", "list"], &["serve", "--addr", "127.0.0.1:0"], &["--help"]] {
        let environment = [("LATARNIA_DATABASE", url), ("LATARNIA_LOG", "debug")];
        let told = said(&latarnia_in(folder.path(), &environment, arguments, b""));
        assert!(!told.contains("tajne"), "{told}");
    }
    let told = said(&latarnia_in(folder.path(), &[("LATARNIA_DATABASE", url)], &["check"], b""));
    assert!(told.contains("PostgreSQL") && told.contains("refused"), "{told}");
}
