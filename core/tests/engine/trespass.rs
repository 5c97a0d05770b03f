//! What a phone may write is judged by the record it writes on, not by what the operation claims to be about.

use latarnia_core::id::{PersonId, RecordId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Person, Site, Worker};
use latarnia_core::store::log;
use latarnia_core::store::pen::Place;
use latarnia_core::sync::protocol::{Request, VERSION, pack};
use serde_json::value::RawValue;

use crate::town::{EVENING, Phone, Server, area};

/// Pushes one operation of worker 1 that no honest app writes; the reasons for which anything stands aside.
fn forge(
    server: &mut Server,
    record: RecordId,
    (kind, scope): (&str, Scope),
    act: &str,
    body: &str,
) -> Vec<String> {
    let me = WorkerId::from([1; 16]);
    let raw = format!(
        r#"{{"at":"0001a2b3c4d50000","by":"{me}","rec":"{record}","kind":"{kind}","scope":"{scope}","v":1,"do":"{act}","body":{body}}}"#
    );
    let first = log::head(server.store.db(), [1; 16].into()).unwrap() + 1;
    let ops = vec![RawValue::from_string(raw).unwrap()];
    let request = Request { proto: VERSION, epoch: None, now: EVENING, first, ops, ..Request::default() };
    server.answer([1; 16].into(), &pack(&request).unwrap()).unwrap();
    server.quarantined().into_iter().map(|refused| refused.reason).collect()
}

fn own() -> Scope {
    Scope::Caseload(WorkerId::from([1; 16]))
}

#[test]
fn nobody_gives_himself_an_area_by_calling_his_own_record_something_else() {
    let mut server = Server::new();
    server.enrol(1);
    let me = RecordId::from([1; 16]);
    let place = Place { id: me, scope: Scope::Organisation, subject: None };
    let worker = Worker { name: Some("Ania".into()), areas: Some(vec![area(1)]), ..Worker::default() };
    server.write(|pen| pen.create(place, &worker));
    let before = server.doc(me);
    let areas = format!(r#"{{"areas":["{}"]}}"#, area(9));
    for kind in ["visit", "drone_flight"] {
        for scope in [own(), Scope::Area(area(1)), Scope::Organisation] {
            forge(&mut server, me, (kind, scope), "add", &areas);
        }
    }
    assert_eq!(server.doc(me), before);
    assert_eq!(server.quarantined().len(), 6);
    assert!(server.quarantined().iter().all(|refused| refused.reason == "other_kind"));
}

#[test]
fn nobody_writes_on_a_record_of_an_area_he_never_had_by_claiming_it_lies_in_his_own() {
    let mut server = Server::new();
    server.enrol(1);
    let site = RecordId::from([7; 16]);
    let place = Place { id: site, scope: Scope::Area(area(9)), subject: None };
    let altany = Site {
        name: Some("Altany".into()),
        category: Some("allotment_hut".into()),
        description: Some("druga brama".into()),
        ..Site::default()
    };
    server.write(|pen| pen.create(place, &altany));
    for scope in [own(), Scope::Area(area(1))] {
        forge(&mut server, site, ("site", scope), "set", r#"{"set":{"name":"cudze"}}"#);
        forge(&mut server, site, ("site", scope), "void", r#"{"reason":"x"}"#);
    }
    assert_eq!(server.doc(site).unwrap()["name"], "Altany");
    assert_eq!(server.quarantined().len(), 4);
}

#[test]
fn nobody_lets_himself_in_to_the_circle_of_a_person_whose_data_is_restricted() {
    let mut server = Server::new();
    let (mut ania, mut bartek): (Phone, Phone) = (server.enrol(1), server.enrol(2));
    let id = bartek.fresh_id();
    let place = Place { id, scope: Scope::Area(area(1)), subject: Some(PersonId::from(id)) };
    let team = Some(vec![bartek.worker.worker]);
    let person = Person { label: Some("Halina".into()), team, ..Person::default() };
    bartek.write(|pen| pen.create(place, &person)).unwrap();
    for phone in [&mut bartek, &mut ania] {
        phone.sync(&mut server).unwrap();
    }
    server.write(|pen| pen.relocate_with_history(id, Scope::Circle(id.into())));
    let team = server.doc(id).unwrap()["team"].clone();
    let body = format!(r#"{{"team":["{}"]}}"#, ania.worker.worker);
    let reasons = forge(&mut server, id, ("person", Scope::Area(area(1))), "add", &body);
    assert_eq!(reasons, ["outside_own_areas"]);
    assert_eq!(server.doc(id).unwrap()["team"], team);
}

#[test]
fn a_record_written_in_another_own_scope_stays_whole_where_it_is() {
    let mut server = Server::new();
    server.enrol(1);
    let mut bartek = server.enrol(2);
    let site = RecordId::from([7; 16]);
    let place = Place { id: site, scope: Scope::Area(area(2)), subject: None };
    let altany = Site {
        name: Some("Altany".into()),
        category: Some("allotment_hut".into()),
        description: Some("druga brama".into()),
        ..Site::default()
    };
    server.write(|pen| pen.create(place, &altany));
    let elsewhere = ("site", Scope::Area(area(1)));
    assert_eq!(
        forge(&mut server, site, elsewhere, "set", r#"{"set":{"name":"Działki"}}"#),
        Vec::<String>::new()
    );
    bartek.sync(&mut server).unwrap();
    let scopes = |db: &rusqlite::Connection| {
        let mut select = db.prepare("select scope from op where record = ?1 order by number").unwrap();
        let all = select.query_map([site.as_bytes()], |row| row.get::<_, String>(0)).unwrap();
        all.collect::<Result<Vec<_>, _>>().unwrap()
    };
    assert_eq!(scopes(bartek.store.db()), scopes(server.store.db()));
    assert_eq!(bartek.doc(site).unwrap()["name"], "Działki");
}

#[test]
fn an_area_one_had_lets_nobody_write_on_its_records_from_another() {
    let mut server = Server::new();
    let ania = server.enrol(1);
    let site = RecordId::from([7; 16]);
    let place = Place { id: site, scope: Scope::Area(area(2)), subject: None };
    let altany = Site {
        name: Some("Altany".into()),
        category: Some("allotment_hut".into()),
        description: Some("druga brama".into()),
        ..Site::default()
    };
    server.write(|pen| pen.create(place, &altany));
    let writer = server.workers.get_mut(&ania.device).unwrap();
    writer.areas.remove(&area(2));
    writer.former.insert(Scope::Area(area(2)), EVENING.plus(60_000));
    let body = r#"{"set":{"name":"Działki"}}"#;
    assert_eq!(forge(&mut server, site, ("site", Scope::Area(area(1))), "set", body), ["outside_own_areas"]);
    assert_eq!(
        forge(&mut server, site, ("site", Scope::Area(area(2))), "set", body).len(),
        1,
        "it was hers then"
    );
}
