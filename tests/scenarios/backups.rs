//! Backups by schedule, of a server that is killed while it makes them, and the way back from one.

use std::path::Path;

use latarnia_core::record::Kind;
use latarnia_tests::{LightPhone, Server, await_answer, forms};

/// The backups in the folder, the newest last, by name; each has the bytes its name says.
fn sound(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut names = Vec::new();
    for path in entries.filter(|path| path.extension().is_some_and(|end| end == "db")) {
        // Another one may have taken its place meanwhile.
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let hash: String = blake3::hash(&bytes).to_hex().chars().take(32).collect();
        assert!(name.contains(&hash), "{name} has other bytes");
        names.push(name);
    }
    names.sort();
    names
}

#[test]
fn a_server_killed_while_it_copies_leaves_no_half_backup_that_counts() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::empty();
    let mut phone = LightPhone::enrolled(&server.invite("anna", server.address()));
    let now = latarnia_core::clock::Clock::now(&latarnia_core::clock::SystemClock);
    phone.record_all(&(0..4_000).map(|one| forms::contact(one, now)).collect::<Vec<_>>());
    phone.sync().unwrap();
    server.back_up(folder.path(), "1s");
    let part = folder.path().join("latarnia.part");
    for _ in 0..6 {
        await_answer("it copies", || part.exists().then_some(()));
        server.kill();
        sound(folder.path());
        server.start();
    }
    assert!(server.stop());
    server.start();
    let before = sound(folder.path()).len();
    await_answer("it goes on", || (sound(folder.path()).len() > before).then_some(()));
    let newest = sound(folder.path()).pop().unwrap();
    assert!(server.stop());
    let other = tempfile::tempdir().unwrap();
    let backup = folder.path().join(newest);
    let restored = Server::command_in(other.path(), &["restore", backup.to_str().unwrap()]);
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    assert!(Server::command_in(other.path(), &["check"]).status.success());
}

#[test]
fn a_restored_backup_goes_by_a_new_epoch_and_the_phones_fill_it_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::empty();
    let mut phones: Vec<LightPhone> =
        (0..2).map(|_| LightPhone::enrolled(&server.invite("anna", server.address()))).collect();
    let write = |phones: &mut Vec<LightPhone>| {
        for phone in phones {
            phone.contact();
            phone.sync().unwrap();
        }
    };
    write(&mut phones);
    server.back_up(folder.path(), "1h");
    await_answer("a backup", || (!sound(folder.path()).is_empty()).then_some(()));
    write(&mut phones);
    assert_eq!(server.count("contact"), 4);
    server.kill();
    let before = std::fs::read_to_string(server.folder().join("epoch")).unwrap();
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(server.folder().join(format!("registry.db{end}")));
    }
    let backup = folder.path().join(sound(folder.path()).pop().unwrap());
    let restored = server.command(&["restore", backup.to_str().unwrap()]);
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    server.start();
    let now = std::fs::read_to_string(server.folder().join("epoch")).unwrap();
    assert_ne!(before.split(' ').next(), now.split(' ').next(), "another log");
    assert_eq!(server.count("contact"), 2, "the story needs a loss");
    for _ in 0..2 {
        for phone in &mut phones {
            phone.sync().unwrap();
        }
    }
    assert_eq!(server.count("contact"), 4, "the phones brought it back, each once");
    assert!(phones.iter().all(|phone| phone.count(Kind::Contact) == 4 && phone.waiting() == 0));
    assert!(server.command(&["check"]).status.success());
}
