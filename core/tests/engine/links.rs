//! The same person met by two crews: linked, read as one, and taken apart again (E2).

use latarnia_core::access::{Principal, Role};
use latarnia_core::id::{PersonId, RecordId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Contact, Person};
use latarnia_core::store::pen::Place;
use latarnia_core::store::{kin, meta};
use latarnia_core::view::{Among, Look, PersonCard, people, person_card};
use serde_json::json;

use crate::town::{EVENING, Phone, Server, area};

fn meet(phone: &mut Phone, label: &str, number: &str) -> PersonId {
    let (id, contact) = (phone.fresh_id(), phone.fresh_id());
    let scope = Scope::Area(area(1));
    let person = Person {
        label: Some(label.into()),
        phone: Some(number.into()),
        birth_year: Some(1968),
        ..Person::default()
    };
    let subject = Some(PersonId::from(id));
    phone
        .write(|pen| {
            pen.create(Place { id, scope, subject }, &person)?;
            let met = Contact {
                at: Some(latarnia_core::clock::Moment::utc(pen.now)),
                kind: Some(Code::from("met")),
                person: subject,
                ..Contact::default()
            };
            pen.create(Place { id: contact, scope, subject }, &met)
        })
        .unwrap();
    id.into()
}

fn supervisor() -> Principal {
    Principal::new(WorkerId::from([99; 16]), Role::Supervisor, [].into())
}

fn card(server: &Server, id: PersonId) -> PersonCard {
    let reader = supervisor();
    person_card(&Look { db: server.store.db(), reader: &reader, now: EVENING, here: None }, id).unwrap()
}

fn heads(server: &Server) -> usize {
    let reader = supervisor();
    people(&Look { db: server.store.db(), reader: &reader, now: EVENING, here: None }, Among::All, usize::MAX)
        .unwrap()
        .len()
}

#[test]
fn two_records_of_one_person_read_as_one_and_come_apart_again() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let misiek = meet(&mut ania, "Misiek", "600 100 100");
    ania.edit(misiek, json!({"causes": ["debt"]}));
    bartek.clock.advance(60_000);
    let mietek = meet(&mut bartek, "Mietek", "600 200 200");
    bartek.edit(mietek, json!({"documents_missing": ["id_card"]}));
    bartek.sync(&mut server).unwrap();
    ania.sync(&mut server).unwrap();
    let apart = (card(&server, misiek), card(&server, mietek));
    assert_eq!(heads(&server), 2);

    server.write(|pen| pen.link(misiek.into(), mietek.into()));
    let one = card(&server, misiek);
    assert_eq!(heads(&server), 1, "one head, not two");
    assert_eq!(one.history.len(), 2, "both contacts under one card");
    assert_eq!(one.person.causes, Some(vec![Code::from("debt")]));
    assert_eq!(one.person.documents_missing, Some(vec![Code::from("id_card")]));
    let phone = one.disputed.iter().find(|disputed| disputed.field == "phone").unwrap();
    let values: Vec<_> = phone.values.iter().map(|version| version.value.clone()).collect();
    assert_eq!(values, [json!("600 200 200"), json!("600 100 100")], "both, the newer first");
    assert_eq!(one.same.iter().map(|row| row.id).collect::<Vec<_>>(), [mietek]);
    assert_eq!(card(&server, mietek).history.len(), 2, "from either side");

    for phone in [&mut ania, &mut bartek] {
        phone.sync(&mut server).unwrap();
        assert_eq!(kin::group(phone.store.db(), misiek.into()).unwrap().len(), 2, "the phones know");
        assert_eq!(phone.digest(Scope::Area(area(1))), server.digest(Scope::Area(area(1))));
    }

    server.write(|pen| pen.unlink(misiek.into(), mietek.into()));
    for (before, id) in [(apart.0, misiek), (apart.1, mietek)] {
        let again = card(&server, id);
        assert_eq!(serde_json::to_value(again).unwrap(), serde_json::to_value(before).unwrap());
    }
    assert_eq!(heads(&server), 2);
}

#[test]
fn a_chain_of_links_is_one_group_and_breaks_where_it_is_cut() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let met: Vec<RecordId> =
        ["A", "B", "C"].map(|label| meet(&mut ania, label, "1").into()).into_iter().collect();
    ania.sync(&mut server).unwrap();
    server.write(|pen| pen.link(met[0], met[1]));
    server.write(|pen| pen.link(met[1], met[2]));
    assert_eq!(kin::group(server.store.db(), met[2]).unwrap().len(), 3);
    server.write(|pen| pen.unlink(met[0], met[1]));
    assert_eq!(kin::group(server.store.db(), met[0]).unwrap(), [met[0]]);
    assert_eq!(kin::group(server.store.db(), met[2]).unwrap().len(), 2);
}

#[test]
fn what_is_no_pair_is_not_linked() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let person = meet(&mut ania, "Misiek", "1");
    let site = ania.add_site("Węzeł", area(1));
    ania.sync(&mut server).unwrap();
    let before = meta::last(server.store.db(), "log_number").unwrap();
    assert!(server.try_write(|pen| pen.link(person.into(), person.into())).is_err());
    assert!(server.try_write(|pen| pen.link(person.into(), site.into())).is_err());
    assert!(server.try_write(|pen| pen.link(person.into(), RecordId::from([200; 16]))).is_err());
    assert_eq!(meta::last(server.store.db(), "log_number").unwrap(), before, "nothing was written");
}

#[test]
fn a_streetworker_may_not_link() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let (one, other) = (meet(&mut ania, "A", "1"), meet(&mut ania, "B", "2"));
    ania.write(|pen| pen.link(one.into(), other.into())).unwrap();
    ania.sync(&mut server).unwrap();
    assert_eq!(kin::group(server.store.db(), one.into()).unwrap().len(), 1);
    assert!(server.quarantined().iter().all(|refused| refused.reason == "only_a_supervisor_may"));
    assert_eq!(server.quarantined().len(), 2);
}
