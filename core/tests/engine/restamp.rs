//! Two copies of one phone: noticed, told apart, and nothing either wrote is lost (SYNC, "Forks").

use latarnia_core::Error;
use latarnia_core::id::DeviceId;
use latarnia_core::op::Scope;
use latarnia_core::sync::restamp::restamp;
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
    matches!(outcome, Err(Error::Refused { code }) if code == "fork" || code.contains("restored or copied"))
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

    assert_eq!(enrol_again(&mut server, &mut copy, 7), 4, "the edit both had, a contact, two edits");
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
fn the_same_identity_again_changes_nothing() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    ania.add_site("Węzeł", area(1));
    let device = ania.device;
    assert_eq!(ania.store.write(|db| restamp(db, device)).unwrap(), 0);
    ania.sync(&mut server).unwrap();
    assert_eq!(server.count(), 1);
}
