//! What a phone may write is judged by the record it writes on, not by what the operation claims to be about.

use latarnia_core::id::{PersonId, RecordId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Kind, Person, Site, Worker};
use latarnia_core::store::pen::{Pen, Place};
use latarnia_core::store::{log, registry};
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

/// The allotment huts on the server, in the area `n`.
fn huts(server: &mut Server, n: u8) -> RecordId {
    let id = RecordId::from([7; 16]);
    let place = Place { id, scope: Scope::Area(area(n)), subject: None };
    let altany = Site {
        name: Some("Altany".into()),
        category: Some("allotment_hut".into()),
        description: Some("druga brama".into()),
        ..Site::default()
    };
    server.write(|pen| pen.create(place, &altany));
    id
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
    let site = huts(&mut server, 9);
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
    let site = huts(&mut server, 2);
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
    let site = huts(&mut server, 2);
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

#[test]
fn what_is_kept_aside_does_not_say_where_its_record_belongs_nor_what_it_is() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let (me, site) = (RecordId::from([1; 16]), huts(&mut server, 1));
    let place = Place { id: me, scope: Scope::Organisation, subject: None };
    let worker = Worker { name: Some("Ania".into()), areas: Some(vec![area(1)]), ..Worker::default() };
    server.write(|pen| pen.create(place, &worker));
    // By her clock the site was there long before the worker.
    let forged =
        Site { category: Some("vehicle".into()), description: Some("za bramą".into()), ..Site::default() };
    let place = Place { id: me, scope: Scope::Area(area(1)), subject: None };
    ania.write(|pen| Pen { now: pen.now.plus(-494 * 86_400_000), ..*pen }.create(place, &forged)).unwrap();
    ania.sync(&mut server).unwrap();
    ania.write(|pen| pen.relocate(site, Scope::Area(area(2)))).unwrap();
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.waiting(), 0);
    for (record, kind, scope) in
        [(me, Kind::Worker, Scope::Organisation), (site, Kind::Site, Scope::Area(area(1)))]
    {
        let there = registry::row(ania.store.db(), record).unwrap().unwrap();
        assert_eq!((there.kind, there.scope), (kind, scope));
    }
    assert_eq!(server.quarantined().len(), 2);
}
