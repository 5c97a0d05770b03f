//! A server that went back, a phone that was put back: noticed, and mended as far as anyone still knows.

use std::collections::BTreeSet;

use latarnia_core::Error;
use latarnia_core::id::DeviceId;
use latarnia_core::op::Scope;
use latarnia_core::record::Person;
use latarnia_core::store::pen::Place;
use latarnia_core::store::{Store, ledger, log, meta};
use latarnia_core::sync::restamp::restamp;
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

/// The server holds as many operations of that device as before, and they are the copy's.
#[test]
fn after_a_setback_nothing_is_taken_for_answered_that_a_copy_sent_first() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let mut other = ania.cloned();
    let (_folder, file) = copy(&server.store);
    let hers = ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();

    server.store = Store::open(&file, None).unwrap();
    other.clock.advance(60_000);
    let theirs = other.add_site("Altany", area(1));
    other.sync(&mut server).unwrap();
    let told = ania.sync(&mut server).unwrap_err();
    assert!(matches!(&told, Error::Refused { code } if code == "fork"), "{told}");
    let new = DeviceId::from([7; 16]);
    server.workers.insert(new, ania.worker.clone());
    ania.device = new;
    ania.store.write(|db| restamp(db, new)).unwrap();
    ania.sync(&mut server).unwrap();
    for site in [hers, theirs] {
        assert!(server.doc(site).is_some() && ania.doc(site).is_some());
    }
    assert_eq!(ania.digest(NORTH), server.digest(NORTH));
}

/// What such a server took in, and could not say so, would come again from the new device.
#[test]
fn a_phone_that_knows_it_was_copied_sends_nothing_more_to_a_server_that_went_back() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let mut other = ania.cloned();
    let (_folder, file) = copy(&server.store);
    let theirs = other.add_site("Altany", area(1));
    other.sync(&mut server).unwrap();
    let is_told = |told: &Error| matches!(told, Error::Refused { code } if code == "fork");
    assert!(is_told(&ania.sync(&mut server).unwrap_err()));
    // Ids are made at random; here the copies would make the same.
    ania.fresh_id();
    let hers = ania.add_site("Dworzec", area(1));

    server.store = Store::open(&file, None).unwrap();
    ania.sync_over(&mut server, vec![Wire::AnswerLost]).unwrap_err();
    assert!(is_told(&ania.sync(&mut server).unwrap_err()));
    assert!(server.doc(hers).is_none());
    let new = DeviceId::from([7; 16]);
    server.workers.insert(new, ania.worker.clone());
    ania.device = new;
    ania.store.write(|db| restamp(db, new)).unwrap();
    for phone in [&mut ania, &mut other] {
        phone.sync(&mut server).unwrap();
    }
    for site in [hers, theirs] {
        let written = log::of_record_all(server.store.db(), site.into()).unwrap();
        let devices: BTreeSet<DeviceId> = written.iter().map(|entry| entry.id.device).collect();
        assert_eq!(devices.len(), 1, "under one identity");
    }
}

#[test]
fn an_edit_goes_where_its_record_belongs_when_the_move_before_it_was_lost() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let (_folder, file) = copy(&server.store);
    let id = ania.fresh_id();
    let own = Scope::Caseload(ania.worker.worker);
    let person = Person { label: Some("Czapka".into()), ..Person::default() };
    let place = Place { id, scope: own, subject: Some(id.into()) };
    ania.write(|pen| pen.create(place, &person)).unwrap();
    ania.sync(&mut server).unwrap();
    server.write(|pen| pen.relocate_with_history(id, NORTH));
    for phone in [&mut ania, &mut bartek] {
        phone.sync(&mut server).unwrap();
    }

    server.store = Store::open(&file, None).unwrap();
    ania.edit(id, json!({"phone": "600"}));
    for phone in [&mut ania, &mut bartek] {
        phone.sync(&mut server).unwrap();
    }
    assert_eq!(server.doc(id).unwrap()["phone"], "600");
    assert_eq!(ania.doc(id), server.doc(id));
    assert_eq!(bartek.doc(id), None, "it is hers alone again");
    for (phone, scope) in [(&ania, own), (&ania, NORTH), (&bartek, NORTH)] {
        assert_eq!(phone.digest(scope), server.digest(scope), "{scope}");
    }
}

#[test]
fn an_order_about_what_a_restored_server_never_saw_belongs_to_no_other_scope() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    only(&mut server, &bartek, &[2]);
    let (_folder, file) = copy(&server.store);
    let site = ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    let fields = BTreeSet::from(["description".to_owned()]);
    server.write(|pen| pen.erase(site.into(), &fields));

    server.store = Store::open(&file, None).unwrap();
    server.write(|pen| pen.erase_unseen(site.into(), &fields));
    for phone in [&mut ania, &mut bartek] {
        phone.sync(&mut server).unwrap();
    }
    assert_eq!(bartek.digest(Scope::Organisation), server.digest(Scope::Organisation));
    assert_eq!(ania.digest(NORTH), server.digest(NORTH));
}

#[test]
fn an_order_leaves_the_segments_of_the_scope_it_was_given_under_when_its_record_turns_up() {
    let mut server = Server::new();
    server.every = 10;
    let (mut ania, mut bartek, mut celina) = (server.enrol(1), server.enrol(2), server.enrol(3));
    only(&mut server, &bartek, &[2]);
    only(&mut server, &celina, &[2]);
    let known = ania.add_site("Węzeł", area(1));
    ania.sync(&mut server).unwrap();
    // Something else that is everybody's.
    server.write(|pen| pen.erase_unseen([7; 16].into(), &BTreeSet::new()));
    while ledger::log_number(server.store.db()).unwrap() < 9 {
        ania.contact_at(known);
        ania.sync(&mut server).unwrap();
    }
    let (_folder, file) = copy(&server.store);
    let site = ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    server.store = Store::open(&file, None).unwrap();
    server.write(|pen| pen.erase_unseen(site.into(), &BTreeSet::from(["description".to_owned()])));
    bartek.sync(&mut server).unwrap();
    let told = |phone: &Phone| log::of_record_all(phone.store.db(), site.into()).unwrap().len();
    assert_eq!(told(&bartek), 1, "until then it is for everybody");

    ania.sync(&mut server).unwrap();
    celina.sync(&mut server).unwrap();
    assert_eq!(told(&celina), 0, "it is another area's now");
    assert_eq!(celina.digest(Scope::Organisation), server.digest(Scope::Organisation));
}

#[test]
fn an_order_about_a_contact_that_turns_up_later_goes_where_the_contact_is() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    only(&mut server, &bartek, &[2]);
    let site = ania.add_site("Węzeł", area(1));
    ania.sync(&mut server).unwrap();
    let (_folder, file) = copy(&server.store);
    let contact = ania.contact_at(site);
    ania.sync(&mut server).unwrap();
    server.store = Store::open(&file, None).unwrap();
    server.write(|pen| pen.erase_unseen(contact, &BTreeSet::from(["note".to_owned()])));

    // A contact is whole in one operation, so nothing else of it is read when it is new; the order still is one of its.
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    let told = |phone: &Phone| log::of_record_all(phone.store.db(), contact).unwrap().len();
    assert_eq!(told(&bartek), 0, "it is another area's");
    for scope in [Scope::Organisation, NORTH] {
        assert_eq!(ania.digest(scope), server.digest(scope), "{scope}");
    }
    assert_eq!(bartek.digest(Scope::Organisation), server.digest(Scope::Organisation));
}

#[test]
fn what_was_written_after_an_order_is_kept_by_a_server_that_went_back_to_it() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    ania.edit(site, json!({"description": "za torami"}));
    ania.sync(&mut server).unwrap();
    server.write(|pen| pen.erase(site.into(), &BTreeSet::from(["description".to_owned()])));
    ania.sync(&mut server).unwrap();
    let (_folder, file) = copy(&server.store);
    ania.add_site("Cudzy rejon", area(3));
    ania.sync(&mut server).unwrap();
    ania.edit(site, json!({"description": "pod wiaduktem"}));

    // The log is the same, and of what was refused nothing is known.
    server.store = Store::open(&file, None).unwrap();
    ania.sync(&mut server).unwrap();
    assert_eq!(server.doc(site).unwrap()["description"], "pod wiaduktem");
    assert_eq!(ania.digest(NORTH), server.digest(NORTH));
}

#[test]
fn a_store_that_fails_answers_for_nothing_it_had_not_said() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let elsewhere = ania.add_site("Cudzy rejon", area(3));
    assert!(ania.sync_over(&mut server, vec![Wire::AnswerLost]).is_err(), "refused, but she does not know");
    let mut bartek = server.enrol(2);
    bartek.add_site("Altany", area(1));
    bartek.sync(&mut server).unwrap();
    server.fails = true;
    ania.sync(&mut server).unwrap();
    server.fails = false;
    assert!(ania.doc(elsewhere).is_some(), "nobody has said anything of it yet");
    ania.sync(&mut server).unwrap();
    let refused = log::unaccepted(ania.store.db()).unwrap();
    assert!(refused.iter().any(|entry| entry.verdict.reason() == Some("outside_own_areas")));
}

#[test]
fn a_store_that_goes_on_failing_is_not_asked_for_ever() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    assert!(ania.sync_over(&mut server, vec![Wire::AnswerLost]).is_err(), "taken in, but she does not know");
    server.fails = true;
    let report = ania.sync(&mut server).unwrap();
    assert!(report.rounds < 4, "{report:?}");
    server.fails = false;
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.waiting(), 0);
    assert_eq!(ania.doc(site), server.doc(site));
}

/// Her own words come back with the area, but for values that were overwritten long ago. A log that begins
/// anew takes them for what it has.
#[test]
fn what_came_back_without_overwritten_values_is_no_fork() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    ania.edit(site, json!({"owner": "PKP"}));
    ania.edit(site, json!({"owner": "Gmina"}));
    ania.sync(&mut server).unwrap();
    let month = 31 * 24 * 60 * 60 * 1_000;
    server.clock.advance(month);
    ania.clock.advance(month);
    ania.add_site("Altany", area(2));
    ania.sync(&mut server).unwrap();
    let areas = server.workers[&ania.device].areas.clone();
    server.workers.get_mut(&ania.device).unwrap().areas = [area(2)].into();
    ania.sync(&mut server).unwrap();
    server.workers.get_mut(&ania.device).unwrap().areas = areas;
    server.every = 1;
    ania.sync(&mut server).unwrap();
    let told = log::of_record_all(ania.store.db(), site.into()).unwrap();
    assert!(!told.iter().any(|one| one.raw.contains("PKP")), "it came by segments");

    server.epoch = "second".into();
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.waiting(), 0);
    assert_eq!(ania.digest(NORTH), server.digest(NORTH));
}
