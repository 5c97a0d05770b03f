//! What is put before a supervisor, and that each decision takes it away (E2, E3).

use latarnia_core::access::{Principal, Role};
use latarnia_core::clock::Moment;
use latarnia_core::id::{AreaId, PersonId, RecordId, SiteId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Contact, Person, Visit};
use latarnia_core::store::pen::Place;
use latarnia_core::view::{Look, Reason, Review, person_card, review};
use serde_json::{Value, json};

use crate::town::{EVENING, Phone, Server, area};

fn supervisor(areas: &[AreaId]) -> Principal {
    Principal::new(WorkerId::from([99; 16]), Role::Supervisor, areas.iter().copied().collect())
}

fn seen_by(server: &Server, reader: &Principal) -> Review {
    review(&Look { db: server.store.db(), reader, now: EVENING, here: None }).unwrap()
}

fn waiting(server: &Server) -> Review {
    seen_by(server, &supervisor(&[]))
}

/// Whom somebody decided a person is not, as her card shows it.
fn others_of(server: &Server, person: PersonId) -> Vec<PersonId> {
    let look = Look { db: server.store.db(), reader: &supervisor(&[]), now: EVENING, here: None };
    person_card(&look, person).unwrap().different.iter().map(|row| row.id).collect()
}

fn meet(phone: &mut Phone, name: &str, site: SiteId) -> PersonId {
    let (id, contact) = (phone.fresh_id(), phone.fresh_id());
    let (scope, subject) = (Scope::Area(area(1)), Some(PersonId::from(id)));
    let person = Person { label: Some(name.into()), birth_year: Some(1968), ..Person::default() };
    phone
        .write(|pen| {
            pen.create(Place { id, scope, subject }, &person)?;
            let met = Contact {
                at: Some(Moment::utc(pen.now)),
                kind: Some(Code::from("met")),
                person: subject,
                site: Some(site),
                ..Contact::default()
            };
            pen.create(Place { id: contact, scope, subject }, &met)
        })
        .unwrap();
    id.into()
}

fn visit(phone: &mut Phone, site: SiteId) -> RecordId {
    let id = phone.fresh_id();
    let scope = Scope::Area(area(1));
    phone
        .write(|pen| {
            let visit = Visit {
                at: Some(Moment::utc(pen.now)),
                site: Some(site),
                result: Some(Code::from("people_met")),
                heads: Some(2),
                ..Visit::default()
            };
            pen.create(Place { id, scope, subject: None }, &visit)
        })
        .unwrap();
    id
}

fn set(server: &mut Server, record: impl Into<RecordId>, fields: Value) {
    let record = record.into();
    let Value::Object(fields) = fields else { panic!("fields are an object") };
    server.write(|pen| pen.edit(record, &fields));
}

#[test]
fn the_same_person_met_by_two_crews_is_proposed_with_reasons_and_never_merged() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let site = ania.add_site("Dworzec", area(1));
    let misiek = meet(&mut ania, "Misiek", site);
    let mietek = meet(&mut bartek, "Mietek", site);
    meet(&mut bartek, "Zenobia", site);
    bartek.sync(&mut server).unwrap();
    ania.sync(&mut server).unwrap();
    let found = waiting(&server);
    let [pair] = found.people.as_slice() else { panic!("one pair: {:?}", found.people) };
    let mut both = [pair.one.id, pair.other.id];
    both.sort();
    let mut expected = [misiek, mietek];
    expected.sort();
    assert_eq!(both, expected);
    assert_eq!(
        pair.reasons,
        [Reason::NameSoundsAlike, Reason::SameBirthYear { year: 1968 }, Reason::SeenNear { metres: 0.0 }]
    );

    server.write(|pen| pen.tell_apart(misiek.into(), mietek.into()));
    assert!(waiting(&server).people.is_empty(), "said to be different, not proposed again");
    assert_eq!(others_of(&server, misiek), [mietek]);
    assert_eq!(others_of(&server, mietek), [misiek], "it stands on both cards");
    server.write(|pen| pen.forget_apart(misiek.into(), mietek.into()));
    assert_eq!(waiting(&server).people.len(), 1, "taken back");
    assert!(others_of(&server, misiek).is_empty());
    server.write(|pen| pen.link(misiek.into(), mietek.into()));
    assert!(waiting(&server).people.is_empty(), "merged");
    server.write(|pen| pen.unlink(misiek.into(), mietek.into()));
    assert_eq!(waiting(&server).people.len(), 1, "and taken apart");
}

#[test]
fn a_decision_that_two_are_different_is_taken_back_for_all_that_are_linked_to_either() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let site = ania.add_site("Dworzec", area(1));
    let (misiek, mietek) = (meet(&mut ania, "Misiek", site), meet(&mut bartek, "Mietek", site));
    let niedzwiedz = meet(&mut bartek, "Niedźwiedź", site);
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    server.write(|pen| pen.tell_apart(misiek.into(), mietek.into()));
    server.write(|pen| pen.link(misiek.into(), niedzwiedz.into()));
    assert_eq!(others_of(&server, niedzwiedz), [mietek], "said of one, it holds for both");
    server.write(|pen| pen.forget_apart(niedzwiedz.into(), mietek.into()));
    assert!([misiek, mietek, niedzwiedz].iter().all(|one| others_of(&server, *one).is_empty()));
    server.write(|pen| pen.tell_apart(misiek.into(), mietek.into()));
    server.write(|pen| pen.link(misiek.into(), mietek.into()));
    assert!(others_of(&server, misiek).is_empty(), "who was linked since is no other one");
}

#[test]
fn a_decision_between_linked_records_holds_and_undoing_the_link_gives_each_its_own() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let site = ania.add_site("Dworzec", area(1));
    let (misiek, mietek) = (meet(&mut ania, "Misiek", site), meet(&mut bartek, "Mietek", site));
    ania.edit(misiek, json!({"phone": "600 100 100"}));
    bartek.edit(mietek, json!({"phone": "600 200 200"}));
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    server.write(|pen| pen.link(misiek.into(), mietek.into()));
    let found = waiting(&server);
    let [one] = found.contested.as_slice() else { panic!("one record: {:?}", found.contested) };
    let fields: Vec<&str> = one.fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields, ["label", "phone"]);

    set(&mut server, one.record, json!({"phone": "600 100 100", "label": "Misiek"}));
    assert!(waiting(&server).contested.is_empty(), "decided for both");
    let reader = supervisor(&[]);
    for id in [misiek, mietek] {
        let look = Look { db: server.store.db(), reader: &reader, now: EVENING, here: None };
        let card = person_card(&look, id).unwrap();
        assert_eq!(card.person.phone.as_deref(), Some("600 100 100"));
    }
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.digest(Scope::Area(area(1))), server.digest(Scope::Area(area(1))));

    bartek.sync(&mut server).unwrap();
    bartek.edit(mietek, json!({"phone": "600 300 300"}));
    bartek.sync(&mut server).unwrap();
    assert_eq!(waiting(&server).contested.len(), 1, "what is written later is a new question");
    server.write(|pen| pen.unlink(misiek.into(), mietek.into()));
    assert_eq!(server.doc(mietek).unwrap()["phone"], "600 300 300");
    assert!(waiting(&server).contested.is_empty());
}

#[test]
fn choosing_the_value_that_counts_already_settles_the_question_too() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let site = ania.add_site("Dworzec", area(1));
    let misiek = meet(&mut ania, "Misiek", site);
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    ania.edit(misiek, json!({"phone": "600 100 100"}));
    bartek.edit(misiek, json!({"phone": "600 200 200"}));
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    assert_eq!(waiting(&server).contested.len(), 1);
    let counts = server.doc(misiek).unwrap()["phone"].clone();
    set(&mut server, misiek, json!({"phone": counts}));
    assert!(waiting(&server).contested.is_empty());
    assert_eq!(server.doc(misiek).unwrap()["phone"], counts);
}

#[test]
fn a_visit_at_a_closed_site_waits_for_a_decision_however_late_it_comes() {
    for minutes in [30, -30] {
        let mut server = Server::new();
        let mut ania = server.enrol(1);
        let site = ania.add_site("Altany", area(1));
        ania.sync(&mut server).unwrap();
        server.clock.advance(60 * 60_000);
        ania.clock.advance((60 + minutes) * 60_000);
        set(&mut server, site, json!({"state": "closed"}));
        assert!(waiting(&server).after_close.is_empty());
        let seen = visit(&mut ania, site);
        ania.edit(site, json!({"description": "za trzecim słupem"}));
        server.clock.advance(6 * 60 * 60_000);
        ania.sync(&mut server).unwrap();

        let found = waiting(&server);
        let [one] = found.after_close.as_slice() else { panic!("one site after {minutes}: {found:?}") };
        assert_eq!(one.site, site);
        assert!(one.closed.at.since(EVENING.plus(60 * 60_000)).abs() < 1_000, "when it was closed");
        assert_eq!(one.events.iter().map(|event| event.id).collect::<Vec<_>>(), [seen]);
        assert_eq!(one.edits.iter().map(|edit| edit.field.as_str()).collect::<Vec<_>>(), ["description"]);

        set(&mut server, site, json!({"state": "closed"}));
        assert!(waiting(&server).after_close.is_empty(), "it stays closed, knowingly");
    }
}

#[test]
fn a_site_opened_again_is_no_question_any_more() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Altany", area(1));
    ania.sync(&mut server).unwrap();
    set(&mut server, site, json!({"state": "closed"}));
    ania.clock.advance(30 * 60_000);
    visit(&mut ania, site);
    ania.sync(&mut server).unwrap();
    assert_eq!(waiting(&server).after_close.len(), 1);
    set(&mut server, site, json!({"state": "active"}));
    assert!(waiting(&server).after_close.is_empty());
}

#[test]
fn sites_on_top_of_each_other_are_proposed_until_somebody_decides() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let (one, other) = (ania.add_site("Węzeł", area(1)), ania.add_site("Węzeł od strony torów", area(1)));
    ania.sync(&mut server).unwrap();
    let found = waiting(&server);
    let [pair] = found.sites.as_slice() else { panic!("one pair: {:?}", found.sites) };
    assert!(matches!(pair.reasons.as_slice(), [Reason::Near { metres }, ..] if *metres <= 50.0));
    server.write(|pen| pen.tell_apart(one.into(), other.into()));
    assert!(waiting(&server).sites.is_empty());
    set(&mut server, other, json!({"position": {"lat": 51.99, "lon": 19.5, "source": "pin"}}));
    server.write(|pen| pen.forget_apart(one.into(), other.into()));
    assert!(waiting(&server).sites.is_empty(), "too far apart");
}

#[test]
fn nobody_is_shown_a_question_about_what_they_may_not_know_of() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let site = ania.add_site("Dworzec", area(1));
    let (misiek, mietek) = (meet(&mut ania, "Misiek", site), meet(&mut bartek, "Mietek", site));
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    assert_eq!(seen_by(&server, &supervisor(&[area(1)])).people.len(), 1);
    assert!(seen_by(&server, &supervisor(&[area(2)])).people.is_empty());
    server.write(|pen| pen.link(misiek.into(), mietek.into()));
    assert_eq!(waiting(&server).contested.len(), 1, "two labels");
    let team = [WorkerId::from([1; 16])].into();
    server.write(|pen| pen.restrict(misiek, &team));
    assert!(waiting(&server).contested.is_empty(), "both records of hers are restricted");
    assert!(server.doc(mietek).is_some());
    server.write(|pen| pen.release(mietek, Scope::Area(area(1))));
    assert_eq!(waiting(&server).contested.len(), 1);
    assert!(server.try_write(|pen| pen.release(misiek, Scope::Area(area(1)))).is_err());
}
