//! Who holds what: records that move, rights that end, people few may know of.

use latarnia_core::access::GRACE_MS;
use latarnia_core::id::PersonId;
use latarnia_core::op::Scope;
use latarnia_core::record::Person;
use latarnia_core::store::pen::Place;
use latarnia_core::store::{log, search};
use latarnia_core::sync::stretch::set_portion;
use latarnia_core::sync::{Report, phone};
use serde_json::json;

use crate::town::{Phone, Server, area};

const NORTH: Scope = Scope::Area(latarnia_core::id::AreaId::new(uuid::Uuid::from_bytes([1; 16])));
const SOUTH: Scope = Scope::Area(latarnia_core::id::AreaId::new(uuid::Uuid::from_bytes([2; 16])));

fn only(server: &mut Server, phone: &Phone, areas: &[u8]) {
    let worker = server.workers.get_mut(&phone.device).unwrap();
    worker.areas = areas.iter().map(|n| area(*n)).collect();
}

fn everything_in(phone: &Phone) -> String {
    let mut select = phone.store.db().prepare("select raw from op union all select doc from record").unwrap();
    let all = select.query_map([], |row| row.get::<_, String>(0)).unwrap();
    all.map(Result::unwrap).collect()
}

#[test]
fn a_moved_record_leaves_one_area_and_arrives_whole_in_the_other() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    only(&mut server, &ania, &[1]);
    only(&mut server, &bartek, &[2]);
    let site = ania.add_site("Altany za torami", area(1));
    ania.contact_at(site);
    for phone in [&mut ania, &mut bartek] {
        phone.sync(&mut server).unwrap();
    }
    assert!(bartek.doc(site).is_none());

    server.write(|pen| pen.relocate_with_history(site.into(), SOUTH));
    for phone in [&mut ania, &mut bartek] {
        phone.sync(&mut server).unwrap();
    }
    assert!(ania.doc(site).is_none());
    assert!(!everything_in(&ania).contains("Altany"), "not in the log either");
    assert_eq!(bartek.doc(site).unwrap()["name"], "Altany za torami");
    assert_eq!(bartek.count(), 2, "with its contact");
    assert_eq!(bartek.digest(SOUTH), server.digest(SOUTH));
    assert_eq!(ania.digest(NORTH), server.digest(NORTH));

    server.write(|pen| pen.relocate_with_history(site.into(), NORTH));
    for phone in [&mut ania, &mut bartek] {
        phone.sync(&mut server).unwrap();
    }
    assert_eq!(
        ania.doc(site).unwrap()["name"],
        "Altany za torami",
        "her own words come back with their bytes"
    );
    assert_eq!(ania.digest(NORTH), server.digest(NORTH));
    assert_eq!(bartek.count(), 0);
}

#[test]
fn a_phone_that_holds_both_areas_keeps_what_moves_between_them() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Altany", area(1));
    ania.sync(&mut server).unwrap();
    server.write(|pen| pen.relocate_with_history(site.into(), SOUTH));
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.doc(site).unwrap()["name"], "Altany");
    assert_eq!(ania.digest(SOUTH), server.digest(SOUTH));
    server.write(|pen| pen.relocate_with_history(site.into(), NORTH));
    ania.edit(site, json!({"owner": "ROD"}));
    ania.sync(&mut server).unwrap();
    ania.sync(&mut server).unwrap();
    assert_eq!(server.doc(site).unwrap()["owner"], "ROD", "an edit made before the move was known");
    assert_eq!(ania.digest(NORTH), server.digest(NORTH));
    assert_eq!(ania.digest(SOUTH), server.digest(SOUTH));
}

#[test]
fn an_area_lost_and_given_back_is_whole_again() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Altany", area(2));
    for _ in 0..3 {
        ania.contact_at(site);
    }
    ania.sync(&mut server).unwrap();
    only(&mut server, &ania, &[1]);
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.count(), 3, "the contacts belong to the other area");
    assert!(!everything_in(&ania).contains("Altany"));
    only(&mut server, &ania, &[1, 2]);
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.count(), 4);
    assert_eq!(ania.digest(SOUTH), server.digest(SOUTH));
}

#[test]
fn what_was_written_before_the_right_ended_is_taken_for_two_weeks() {
    let late = |after: i64| {
        let mut server = Server::new();
        let mut ania = server.enrol(1);
        ania.sync(&mut server).unwrap();
        let site = ania.add_site("Altany", area(2));
        only(&mut server, &ania, &[1]);
        let lost = latarnia_core::clock::Clock::now(&*server.clock).plus(60_000);
        server.workers.get_mut(&ania.device).unwrap().former.insert(SOUTH, lost);
        for clock in [&server.clock, &ania.clock] {
            clock.advance(after);
        }
        ania.sync(&mut server).unwrap();
        assert_eq!(ania.waiting(), 0, "nothing waits for ever");
        (server.doc(site).is_some(), ania.doc(site).is_some())
    };
    assert_eq!(late(GRACE_MS - 3_600_000), (true, false), "sent first, then it vanishes");
    assert_eq!(late(GRACE_MS + 3_600_000), (false, true), "kept aside, and shown to who wrote it");
}

#[test]
fn a_restricted_person_is_known_to_her_team_alone() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let id = ania.fresh_id();
    let person = Person {
        label: Some("Halina spod zegara".into()),
        team: Some(vec![ania.worker.worker]),
        ..Person::default()
    };
    let subject = Some(PersonId::from(id));
    ania.write(|pen| pen.create(Place { id, scope: NORTH, subject }, &person)).unwrap();
    for phone in [&mut ania, &mut bartek] {
        phone.sync(&mut server).unwrap();
    }
    let found = |phone: &Phone| search::find(phone.store.db(), "halina", &[], 10).unwrap().len();
    assert_eq!((found(&ania), found(&bartek)), (1, 1));

    let circle = Scope::Circle(id.into());
    server.write(|pen| pen.relocate_with_history(id, circle));
    server.workers.get_mut(&ania.device).unwrap().circles.insert(id.into());
    // Bartek was offline and writes about her in the old area.
    let met = bartek.contact_about(id.into());
    for phone in [&mut ania, &mut bartek] {
        phone.sync(&mut server).unwrap();
        phone.sync(&mut server).unwrap();
    }
    assert_eq!((found(&ania), found(&bartek)), (1, 0), "as if the name were unknown");
    assert!(!everything_in(&bartek).contains("Halina"));
    assert!(bartek.doc(met).is_none(), "what he wrote went to her circle");
    bartek.sync(&mut server).unwrap();
    ania.sync(&mut server).unwrap();
    assert!(ania.doc(met).is_some(), "and her team has it");
    assert_eq!(ania.digest(circle), server.digest(circle));
    assert_eq!(log::waiting(bartek.store.db(), bartek.device).unwrap(), 0);
}

/// Page by page a record comes before what moved it; who loses the area in between keeps nothing of it.
#[test]
fn an_area_lost_between_two_pages_leaves_nothing_of_what_was_moved_into_it() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let case = ania.fresh_id();
    let place = Place { id: case, scope: Scope::Caseload(ania.worker.worker), subject: Some(case.into()) };
    let person = Person { label: Some("Czapka".into()), ..Person::default() };
    ania.write(|pen| pen.create(place, &person)).unwrap();
    let site = ania.add_site("Altany", area(1)).into();
    ania.sync(&mut server).unwrap();
    server.write(|pen| pen.relocate_with_history(case, NORTH));
    server.write(|pen| pen.relocate_with_history(site, SOUTH));
    server.write(|pen| pen.relocate_with_history(site, NORTH));

    for (pages, n) in (1..6).zip(2..) {
        let mut bartek = server.enrol(n);
        bartek.store.write(|db| set_portion(db, Some(1))).unwrap();
        for _ in 0..pages {
            let exchange = phone::prepare(&bartek.store, &*bartek.clock).unwrap();
            let answer = server.answer(bartek.device, &exchange.packed().unwrap()).unwrap();
            let (store, clock) = (&mut bartek.store, &*bartek.clock);
            phone::complete(store, &exchange, &answer, clock, &mut Report::default()).unwrap();
        }
        assert!(bartek.doc(case).is_some() || bartek.doc(site).is_some(), "something is here");
        only(&mut server, &bartek, &[2]);
        bartek.sync(&mut server).unwrap();
        for record in [case, site] {
            assert_eq!(bartek.doc(record), None, "after {pages} pages");
            assert!(log::of_record_all(bartek.store.db(), record).unwrap().is_empty());
        }
    }
}
