//! A server that went back, a phone that was put back: noticed, and mended as far as anyone still knows.

use latarnia_core::Error;
use latarnia_core::op::Scope;
use latarnia_core::store::{Store, log, meta};
use serde_json::json;
use tempfile::TempDir;

use crate::town::{Phone, Server, Wire, area};

const NORTH: Scope = Scope::Area(latarnia_core::id::AreaId::new(uuid::Uuid::from_bytes([1; 16])));
const SOUTH: Scope = Scope::Area(latarnia_core::id::AreaId::new(uuid::Uuid::from_bytes([2; 16])));

/// A copy of a store, as it stands now.
fn copy(store: &Store) -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.db");
    store.backup(&file).unwrap();
    (folder, file)
}

fn only(server: &mut Server, phone: &Phone, areas: &[u8]) {
    let worker = server.workers.get_mut(&phone.device).unwrap();
    worker.areas = areas.iter().map(|n| area(*n)).collect();
}

#[test]
fn a_phone_that_was_put_back_is_noticed_at_its_next_contact() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    let (_folder, file) = copy(&ania.store);
    ania.contact_at(site);
    ania.sync(&mut server).unwrap();

    ania.store = Store::open(&file, None).unwrap();
    let told = ania.sync(&mut server).unwrap_err();
    assert!(matches!(&told, Error::Refused { code } if code == "fork"), "{told}");
}

#[test]
fn a_server_that_went_back_without_a_word_gets_back_what_it_answered_for() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    let (_folder, file) = copy(&server.store);
    ania.contact_at(site);
    ania.sync(&mut server).unwrap();

    server.store = Store::open(&file, None).unwrap();
    ania.contact_at(site);
    ania.sync(&mut server).unwrap();
    let head = log::head(server.store.db(), ania.device).unwrap();
    assert_eq!(head, meta::last_seq(ania.store.db()).unwrap());
    assert_eq!(ania.waiting(), 0);
    assert_eq!(ania.digest(NORTH), server.digest(NORTH));
}

#[test]
fn a_server_that_went_back_is_noticed_though_every_number_was_given_again() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    let (_folder, file) = copy(&server.store);
    let site = bartek.add_site("Altany", area(1));
    bartek.sync(&mut server).unwrap();
    ania.sync(&mut server).unwrap();
    assert!(ania.doc(site).is_some());

    // The same epoch, and as many operations as before: only the seal differs.
    server.store = Store::open(&file, None).unwrap();
    let mut celina = server.enrol(3);
    let other = celina.add_site("Pustostan", area(1));
    celina.sync(&mut server).unwrap();
    ania.sync(&mut server).unwrap();
    assert!(ania.doc(other).is_some(), "what has the number now is read");
    bartek.sync(&mut server).unwrap();
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.digest(NORTH), server.digest(NORTH));
    assert!(server.doc(site).is_some(), "and what had it is sent again");
}

#[test]
fn what_left_a_phone_does_not_hold_up_what_was_written_after_it() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    ania.add_site("Altany", area(1));
    ania.sync(&mut server).unwrap();
    let (_folder, file) = copy(&server.store);
    ania.add_site("Cudze", area(2));
    ania.sync(&mut server).unwrap();
    only(&mut server, &ania, &[1]);
    ania.sync(&mut server).unwrap();

    server.store = Store::open(&file, None).unwrap();
    server.epoch = "second".into();
    let site = ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    assert_eq!(server.doc(site).unwrap()["name"], "Dworzec");
    let head = log::head(server.store.db(), ania.device).unwrap();
    assert_eq!(head, meta::last_seq(ania.store.db()).unwrap(), "every number is answered for");
    let kept: Vec<u64> = log::after(server.store.db(), ania.device, 0, 100)
        .unwrap()
        .iter()
        .map(|entry| entry.id.seq)
        .collect();
    assert_eq!(kept, [1, 2, 5, 6], "each under its own number");
    assert_eq!(ania.digest(NORTH), server.digest(NORTH));
    assert_eq!(server.quarantined(), vec![], "a gap is nothing to decide");
}

#[test]
fn what_only_the_lost_log_held_is_shown_no_longer() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let site = ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    let (_folder, file) = copy(&server.store);
    ania.edit(site, json!({"name": "Dworzec Główny"}));
    let lost = ania.contact_at(site);
    ania.sync(&mut server).unwrap();
    server.write(|pen| pen.relocate(site.into(), SOUTH));
    bartek.sync(&mut server).unwrap();
    assert_eq!(bartek.doc(site).unwrap()["name"], "Dworzec Główny");

    server.store = Store::open(&file, None).unwrap();
    server.epoch = "second".into();
    bartek.sync(&mut server).unwrap();
    assert_eq!(bartek.doc(site).unwrap()["name"], "Dworzec");
    assert!(bartek.doc(lost).is_none(), "until whoever wrote it sends it again");
    assert_eq!(bartek.digest(NORTH), server.digest(NORTH), "a move that was lost holds no longer");

    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    assert!(bartek.doc(lost).is_some());
    for phone in [&ania, &bartek] {
        assert_eq!(phone.digest(NORTH), server.digest(NORTH));
        assert_eq!(phone.digest(SOUTH), server.digest(SOUTH));
    }
}

#[test]
fn a_server_that_gives_an_identity_again_is_believed() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    let (_folder, file) = copy(&server.store);
    let name = |name: &str| serde_json::from_value(json!({ "name": name })).unwrap();
    server.write(|pen| pen.edit(site.into(), &name("przed awarią")));
    ania.sync(&mut server).unwrap();

    server.store = Store::open(&file, None).unwrap();
    server.epoch = "second".into();
    server.write(|pen| pen.edit(site.into(), &name("po awarii")));
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.doc(site).unwrap()["name"], "po awarii");
    assert_eq!(ania.digest(NORTH), server.digest(NORTH));
}

#[test]
fn a_refusal_nobody_heard_of_is_said_by_a_server_that_went_back() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    ania.sync(&mut server).unwrap();
    let site = ania.add_site("Cudzy rejon", area(9));
    ania.sync_over(&mut server, vec![Wire::AnswerLost]).unwrap_err();
    server.epoch = "second".into();
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.waiting(), 0);
    assert_eq!(ania.doc(site).unwrap()["name"], "Cudzy rejon", "nothing a worker saved vanishes");
}
