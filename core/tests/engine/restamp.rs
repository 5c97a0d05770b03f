//! Two copies of one phone: noticed, told apart, and nothing either wrote is lost (SYNC, "Forks").

use std::collections::BTreeSet;

use latarnia_core::id::DeviceId;
use latarnia_core::op::Scope;
use latarnia_core::store::{log, registry};
use latarnia_core::sync::phone::is_fork as is_the_refusal;
use latarnia_core::sync::restamp::restamp;
use latarnia_core::sync::stretch::set_portion;
use latarnia_core::sync::{Report, fill, phone};
use serde_json::json;

use crate::town::{Phone, Server, area};

const HERE: Scope = Scope::Area(latarnia_core::id::AreaId::new(uuid::Uuid::from_bytes([1; 16])));

/// What enrolling again does: a new device of the same worker.
fn enrol_again(server: &mut Server, phone: &mut Phone, n: u8) -> u64 {
    let new = DeviceId::from([n; 16]);
    server.workers.insert(new, phone.worker.clone());
    phone.device = new;
    phone.store.write(|db| restamp(db, new)).unwrap()
}

fn is_fork(outcome: latarnia_core::Result<latarnia_core::sync::Report>) -> bool {
    matches!(outcome, Err(error) if is_the_refusal(&error))
}

#[test]
fn what_is_written_while_an_answer_is_on_its_way_is_not_taken_for_answered() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Węzeł", area(1));
    ania.sync(&mut server).unwrap();
    let mut copy = ania.cloned();
    ania.contact_at(site);
    ania.sync(&mut server).unwrap();

    // The copy asks with nothing to send; the server's head is the contact of the other.
    let exchange = phone::prepare(&copy.store, &*copy.clock).unwrap();
    let answer = server.answer(copy.device, &exchange.packed().unwrap()).unwrap();
    copy.contact_at(site);
    let (store, clock) = (&mut copy.store, &*copy.clock);
    phone::complete(store, &exchange, &answer, clock, &mut Report::default()).unwrap();
    assert_eq!(copy.waiting(), 1, "the number is the same, the contact is not");
    assert!(is_fork(copy.sync(&mut server)));
    enrol_again(&mut server, &mut copy, 7);
    copy.sync(&mut server).unwrap();
    assert_eq!(server.count(), 3, "the site and both contacts");
}

#[test]
fn a_copied_phone_is_noticed_and_both_copies_keep_what_they_wrote() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Węzeł", area(1));
    ania.sync(&mut server).unwrap();
    ania.edit(site, json!({"owner": "PKP"}));
    let mut copy = ania.cloned();

    ania.edit(site, json!({"name": "Węzeł północny"}));
    let hers = ania.contact_at(site);
    ania.sync(&mut server).unwrap();

    copy.clock.advance(60_000);
    let theirs = copy.contact_at(site);
    // Two edits of one field: the second saw the first, and both get new numbers.
    copy.edit(site, json!({"people": 3}));
    copy.edit(site, json!({"people": 4}));
    assert!(is_fork(copy.sync(&mut server)));
    assert!(copy.doc(theirs).is_some(), "it is still there to be read");

    assert_eq!(
        enrol_again(&mut server, &mut copy, 7),
        3,
        "a contact and two edits; the edit both had is sent"
    );
    copy.sync(&mut server).unwrap();
    ania.sync(&mut server).unwrap();
    assert_eq!((copy.waiting(), ania.waiting()), (0, 0));
    for doc in [server.doc(site), ania.doc(site), copy.doc(site)] {
        let doc = doc.unwrap();
        assert_eq!(
            (&doc["name"], &doc["people"], &doc["owner"]),
            (&json!("Węzeł północny"), &json!(4), &json!("PKP"))
        );
    }
    let state = latarnia_core::store::registry::state(server.store.db(), site.into()).unwrap();
    assert!(
        state.field("people").unwrap().losers().is_empty(),
        "what was seen is replaced under its new number"
    );
    assert_eq!(state.field("owner").unwrap().versions(), 1, "what both had was written once");
    for record in [hers, theirs] {
        assert!(server.doc(record).is_some() && ania.doc(record).is_some() && copy.doc(record).is_some());
    }
    assert_eq!(server.count(), 3, "one site and two contacts, none doubled");
    assert_eq!(ania.digest(HERE), server.digest(HERE));
    assert_eq!(copy.digest(HERE), server.digest(HERE));
}

#[test]
fn a_phone_put_back_to_an_older_copy_loses_nothing_it_writes_after() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Węzeł", area(1));
    ania.sync(&mut server).unwrap();
    let mut old = ania.cloned();
    let between = ania.contact_at(site);
    ania.sync(&mut server).unwrap();
    drop(ania);

    let after = old.contact_at(site);
    assert!(is_fork(old.sync(&mut server)));
    enrol_again(&mut server, &mut old, 8);
    old.sync(&mut server).unwrap();
    assert!(old.doc(between).is_some(), "what it had forgotten comes back");
    assert!(server.doc(after).is_some());
    assert_eq!(server.count(), 3);
    assert_eq!(old.digest(HERE), server.digest(HERE));
}

#[test]
fn what_was_refused_stays_with_its_reason_when_a_copy_enrols_again() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Węzeł", area(1));
    ania.sync(&mut server).unwrap();
    let elsewhere = ania.add_site("Cudzy rejon", area(3));
    let mut copy = ania.cloned();
    ania.contact_at(site);
    ania.sync(&mut server).unwrap();
    assert!(is_fork(copy.sync(&mut server)));
    enrol_again(&mut server, &mut copy, 7);
    copy.sync(&mut server).unwrap();
    for phone in [&ania, &copy] {
        let refused = log::unaccepted(phone.store.db()).unwrap();
        let reasons: Vec<_> = refused.iter().filter_map(|entry| entry.verdict.reason()).collect();
        assert_eq!(reasons, ["outside_own_areas"; 2], "the site and its hazards");
        assert!(phone.doc(elsewhere).is_some(), "it is still there to be read");
        phone.store.db().execute_batch("begin").unwrap();
        let before = phone.doc(elsewhere);
        registry::refold(phone.store.db(), elsewhere.into()).unwrap();
        assert_eq!(phone.doc(elsewhere), before, "and the log says so");
        phone.store.db().execute_batch("rollback").unwrap();
    }
}

/// The copy's push comes between the push and the page: nothing of it is taken for this phone's own.
#[test]
fn what_a_copy_sends_between_push_and_page_takes_no_number_from_this_phone() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let mut copy = ania.cloned();
    let exchange = phone::prepare(&ania.store, &*ania.clock).unwrap();
    let theirs = copy.add_site("Altany", area(1));
    server.between = Some(phone::prepare(&copy.store, &*copy.clock).unwrap().packed().unwrap());
    let answer = server.answer(ania.device, &exchange.packed().unwrap()).unwrap();
    let (store, clock) = (&mut ania.store, &*ania.clock);
    assert!(
        phone::complete(store, &exchange, &answer, clock, &mut Report::default())
            .is_err_and(|e| is_the_refusal(&e))
    );
    let hers = ania.add_site("Dworzec", area(1));
    assert!(is_fork(ania.sync(&mut server)));
    enrol_again(&mut server, &mut ania, 7);
    ania.sync(&mut server).unwrap();
    for site in [hers, theirs] {
        assert!(server.doc(site).is_some() && ania.doc(site).is_some());
    }
}

#[test]
fn what_an_order_took_from_one_copy_before_it_was_sent_is_no_fork_for_the_other() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    ania.edit(site, json!({"description": "za torami"}));
    ania.edit(site, json!({"access": "przez płot"}));
    let other = ania.add_site("Altany", area(1));
    ania.store.write(|db| set_portion(db, Some(1))).unwrap();
    let mut copy = ania.cloned();
    server.write(|pen| pen.erase(site.into(), &BTreeSet::new()));
    ania.sync(&mut server).unwrap();
    copy.sync(&mut server).unwrap();
    for phone in [&ania, &copy] {
        assert_eq!((phone.doc(site), phone.waiting()), (None, 0));
        assert_eq!(phone.doc(other), server.doc(other));
    }
    assert_eq!(server.count(), 1);
}

/// The copy's push comes between the push and the plan, and a segment of the plan holds it.
#[test]
fn what_a_copy_sent_is_not_read_from_a_segment_as_this_phones_own() {
    let mut server = Server::new();
    server.every = 1;
    let mut ania = server.enrol(1);
    let mut copy = ania.cloned();
    let exchange = phone::prepare(&ania.store, &*ania.clock).unwrap();
    let theirs = copy.add_site("Altany", area(1));
    server.between = Some(phone::prepare(&copy.store, &*copy.clock).unwrap().packed().unwrap());
    let answer = server.answer(ania.device, &exchange.packed().unwrap()).unwrap();
    phone::complete(&mut ania.store, &exchange, &answer, &*ania.clock, &mut Report::default()).unwrap();
    let hers = ania.add_site("Dworzec", area(1));
    let wanted = fill::next(&ania.store).unwrap().unwrap();
    let bytes = server.piece(ania.device, &wanted).unwrap();
    assert!(fill::take(&mut ania.store, &wanted, &bytes).is_err());
    assert!(is_fork(ania.sync(&mut server)));
    enrol_again(&mut server, &mut ania, 7);
    ania.sync(&mut server).unwrap();
    for site in [hers, theirs] {
        assert!(server.doc(site).is_some() && ania.doc(site).is_some());
    }
}

#[test]
fn the_same_identity_again_changes_nothing() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    ania.add_site("Węzeł", area(1));
    let device = ania.device;
    assert_eq!(ania.store.write(|db| restamp(db, device)).unwrap(), 0);
    ania.sync(&mut server).unwrap();
    assert_eq!(server.count(), 1);
}
