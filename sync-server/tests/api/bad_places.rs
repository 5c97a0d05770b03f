//! Files and folders that are not there, not ours, not whole or not to be written: told in words, and left alone.

use std::path::Path;

use crate::program::{PASSWORD, centre, fine, refused, state};

#[test]
fn a_backup_goes_to_a_new_file_or_nowhere() {
    let data = centre();
    let folder = tempfile::tempdir().expect("folder");
    let here = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    let registry = data.path().join("registry.db").to_str().expect("text").to_owned();
    std::fs::write(here("taken"), b"mine").expect("write");
    std::os::unix::fs::symlink("/nowhere/at/all", here("dangling")).expect("link");
    let before = state(data.path());
    for (target, words) in [
        (here("taken"), "exists already; name a new file"),
        (here("dangling"), "exists already; name a new file"),
        (here(""), "exists already; name a new file"),
        (here("no/such/folder/copy.db"), "does not exist; create it, or name another"),
        (here("taken/copy.db"), "does not exist; create it, or name another"),
        (here(".."), "names no file"),
        // Nobody may write there, whoever runs this.
        ("/proc/copy.db".to_owned(), "/proc/copy.db cannot be written"),
        (registry, "exists already; name a new file"),
        (String::new(), "a value is required"),
    ] {
        let told = refused(data.path(), &["backup", &target], "");
        assert!(told.contains(words), "{target}: {told}");
    }
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).expect("folder").map(|one| one.expect("one").file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    assert_eq!(std::fs::read(here("taken")).expect("read"), b"mine");
    assert_eq!(state(data.path()), before);

    // What an earlier attempt left does not stand in the way, and only its owner reads the copy.
    std::fs::write(here("copy.db.part"), b"half").expect("write");
    fine(data.path(), &["backup", &here("copy.db")], "");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(here("copy.db")).expect("there").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    assert!(!Path::new(&here("copy.db.part")).exists());
}

#[test]
fn a_basemap_is_one_or_is_refused_by_name() {
    let data = centre();
    let folder = tempfile::tempdir().expect("folder");
    let at = |name: &str| folder.path().join(name);
    let sound = at("sound.pmtiles");
    latarnia_basemap::write_basemap(&sound, |_| {}).expect("drawn");
    let whole = std::fs::read(&sound).expect("read");
    let half = whole.get(..whole.len() / 2).expect("half");
    let mut torn = whole.clone();
    torn[200..4000].fill(0xa5);
    let files: [(&str, &[u8], &str); 5] = [
        ("empty.pmtiles", b"", "the file is empty"),
        ("letter.pmtiles", b"Dear server, this is no map.", "not a PMTiles file"),
        ("short.pmtiles", whole.get(..60).expect("short"), "cut short"),
        ("half.pmtiles", half, "cut short"),
        ("torn.pmtiles", &torn, "damaged"),
    ];
    let before = state(data.path());
    let mut cases: Vec<(std::path::PathBuf, &str)> =
        vec![(at("missing.pmtiles"), "No such file"), (folder.path().to_owned(), "Is a directory")];
    for (name, bytes, words) in files {
        std::fs::write(at(name), bytes).expect("write");
        cases.push((at(name), words));
    }
    for (file, words) in cases {
        let name = file.to_str().expect("text");
        let told = refused(data.path(), &["basemap", "add", name], "");
        assert!(
            told.contains(words) && told.contains(name) && told.contains("nothing was changed"),
            "{told}"
        );
    }
    assert_eq!(state(data.path()), before);
    fine(data.path(), &["basemap", "add", sound.to_str().expect("text")], "");
}

#[test]
fn a_data_folder_that_is_none_is_told_and_not_made() {
    let folder = tempfile::tempdir().expect("folder");
    let file = folder.path().join("file");
    std::fs::write(&file, b"mine").expect("write");
    let (absent, inside) = (folder.path().join("absent"), file.join("inside"));
    let target = folder.path().join("copy.db");
    let commands: [&[&str]; 8] = [
        &["serve", "--addr", "127.0.0.1:0"],
        &["demo"],
        &["user", "list"],
        &["area", "add", "Zatorze"],
        &["device", "list"],
        &["backup", target.to_str().expect("text")],
        &["check"],
        &["basemap", "add", file.to_str().expect("text")],
    ];
    for arguments in commands {
        for (data, words) in [
            (&absent, "does not exist; create it, or name another with --data"),
            (&inside, "does not exist; create it, or name another with --data"),
            (&file, "is a file; name a folder with --data"),
        ] {
            let told = refused(data, arguments, "");
            assert!(told.contains(words), "{arguments:?} in {}: {told}", data.display());
        }
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 1);
    assert_eq!(std::fs::read(&file).expect("read"), b"mine");
}

#[test]
fn a_folder_where_nobody_may_write_is_told() {
    // Not even the system's own user makes files there.
    let proc = Path::new("/proc");
    for arguments in [&["serve", "--addr", "127.0.0.1:0"][..], &["demo"], &["area", "add", "Zatorze"]] {
        let told = refused(proc, arguments, "");
        assert!(told.contains("/proc/registry.db cannot be opened for writing"), "{arguments:?}: {told}");
        assert!(told.contains("may write in its folder"), "{arguments:?}: {told}");
    }
    let folder = tempfile::tempdir().expect("folder");
    std::fs::create_dir(folder.path().join("registry.db")).expect("folder");
    assert!(refused(folder.path(), &["area", "add", "Z"], "").contains("see that it is a file"));
}

#[test]
fn reading_makes_no_registry() {
    let folder = tempfile::tempdir().expect("folder");
    let target = folder.path().join("copy.db");
    let commands: [&[&str]; 8] = [
        &["user", "list"],
        &["user", "password", "ola"],
        &["area", "list"],
        &["device", "list"],
        &["device", "invite", "ola"],
        &["device", "revoke", "00000000-0000-0000-0000-000000000000"],
        &["backup", target.to_str().expect("text")],
        &["check"],
    ];
    for arguments in commands {
        let told = refused(folder.path(), arguments, PASSWORD);
        assert!(told.contains("there is no registry in"), "{arguments:?}: {told}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 0);
}

#[test]
fn a_registry_of_another_version_is_told_and_left_alone() {
    let data = centre();
    let file = data.path().join("registry.db");
    let elsewhere = tempfile::tempdir().expect("folder");
    let target = elsewhere.path().join("copy.db");
    let commands: [&[&str]; 6] = [
        &["check"],
        &["area", "list"],
        &["area", "add", "Zarzecze"],
        &["backup", target.to_str().expect("text")],
        &["demo"],
        &["serve", "--addr", "127.0.0.1:0"],
    ];
    let sound = std::fs::read(&file).expect("read");
    for ladder in ["refinery_schema_history", "server_schema_history"] {
        let db = rusqlite::Connection::open(&file).expect("open");
        let newest =
            format!("update {ladder} set version = 99 where version = (select max(version) from {ladder})");
        db.execute(&newest, []).expect("update");
        db.pragma_update(None, "wal_checkpoint", "truncate").expect("settle");
        drop(db);
        let before = std::fs::read(&file).expect("read");
        for arguments in commands {
            let told = refused(data.path(), arguments, "");
            assert!(
                told.contains("schema 99") && told.contains("update the program"),
                "{arguments:?}: {told}"
            );
        }
        assert_eq!(std::fs::read(&file).expect("read"), before, "{ladder}");
        assert!(!target.exists());
        std::fs::write(&file, &sound).expect("write");
    }
    let db = rusqlite::Connection::open(&file).expect("open");
    db.execute("delete from server_schema_history where version > 1", []).expect("delete");
    drop(db);
    let told = refused(data.path(), &["check"], "");
    assert!(told.contains("let the program open it once"), "{told}");
}

#[test]
fn a_port_in_use_is_told() {
    let data = centre();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("bound").to_string();
    let told = refused(data.path(), &["serve", "--addr", &address], "");
    assert!(told.contains(&address) && told.contains("choose another address with --addr"), "{told}");
}
