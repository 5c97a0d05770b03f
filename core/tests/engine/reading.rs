//! What people find and see.

use latarnia_core::Error;
use latarnia_core::access::{Principal, Role};
use latarnia_core::clock::{Millis, Moment};
use latarnia_core::id::{PersonId, SiteId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Kind, Person, Problem, Site, Visit};
use latarnia_core::store::pen::Place;
use latarnia_core::store::{draft, search};
use latarnia_core::view::{self, Among, Look, SiteMark};
use serde_json::json;

use crate::town::{EVENING, Phone, Server, area};

fn add_person(phone: &mut Phone, label: &str, nickname: Option<&str>) -> PersonId {
    let id = phone.fresh_id();
    let person =
        Person { label: Some(label.into()), nickname: nickname.map(Into::into), ..Person::default() };
    let place = Place { id, scope: Scope::Area(area(1)), subject: Some(id.into()) };
    phone.write(|pen| pen.create(place, &person)).unwrap();
    id.into()
}

fn found(phone: &Phone, text: &str) -> Vec<String> {
    let hits = search::find(phone.store.db(), text, &[], 10).unwrap();
    hits.iter().map(|hit| hit.row.doc["label"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn search_forgives_diacritics_and_a_typo() {
    let mut ania = Server::new().enrol(1);
    add_person(&mut ania, "Łukasz Śliwiński", Some("Żółw"));
    add_person(&mut ania, "Mirosław", Some("Misiek"));
    add_person(&mut ania, "Grażyna", None);
    add_person(&mut ania, "czerwona kurtka, ok. 50", None);
    for (typed, expected) in [
        ("lukasz", "Łukasz Śliwiński"),
        ("Sliwinski", "Łukasz Śliwiński"),
        ("śliwinki", "Łukasz Śliwiński"),
        ("zolw", "Łukasz Śliwiński"),
        ("Misek", "Mirosław"),
        ("msiiek", "Mirosław"),
        ("mis", "Mirosław"),
        ("Miroslwa", "Mirosław"),
        ("grazyna", "Grażyna"),
        ("GRAŻNYA", "Grażyna"),
        ("kurtka czerwona", "czerwona kurtka, ok. 50"),
    ] {
        assert_eq!(found(&ania, typed).first().map(String::as_str), Some(expected), "{typed}");
    }
    for nobody in ["", "   ", "Zenobiusz", "\"*) or 1", "xq"] {
        assert_eq!(found(&ania, nobody), Vec::<String>::new(), "{nobody}");
    }
}

#[test]
fn of_those_who_fit_alike_the_one_changed_last_comes_first() {
    let mut ania = Server::new().enrol(1);
    let first = add_person(&mut ania, "Rudy z dworca", None);
    add_person(&mut ania, "Rudy z altany", None);
    assert_eq!(found(&ania, "rudy"), ["Rudy z altany", "Rudy z dworca"]);
    ania.edit(first, json!({"nickname": "Janusz"}));
    assert_eq!(found(&ania, "rudy"), ["Rudy z dworca", "Rudy z altany"]);
}

#[test]
fn people_are_listed_by_their_last_meeting_then_those_nobody_met_and_no_further_than_asked() {
    let mut ania = Server::new().enrol(1);
    let reader = ania.worker.clone();
    let called = |phone: &mut Phone, label| add_person(phone, label, None);
    let (ada, _, cyryl) = (called(&mut ania, "Ada"), called(&mut ania, "Bogna"), called(&mut ania, "Cyryl"));
    called(&mut ania, "Daria");
    ania.contact_about(cyryl);
    ania.contact_about(ada);
    let listed = |most| -> Vec<String> {
        let list = view::people(&look(&ania, &reader, 0), Among::All, most).unwrap();
        list.into_iter().map(|row| row.label).collect()
    };
    assert_eq!(listed(usize::MAX), ["Ada", "Cyryl", "Daria", "Bogna"]);
    assert_eq!(listed(3), ["Ada", "Cyryl", "Daria"]);
    assert_eq!(listed(1), ["Ada"]);
    assert!(listed(0).is_empty());
}

#[test]
fn a_site_was_visited_last_when_its_newest_visit_was() {
    let mut ania = Server::new().enrol(1);
    let reader = ania.worker.clone();
    let (station, hut) = (ania.add_site("Dworzec", area(1)), ania.add_site("Altana", area(1)));
    ania.add_site("Pustostan", area(1));
    for (site, result) in [(station, "people_met"), (hut, "empty"), (station, "traces_only")] {
        visit(&mut ania, site, result);
    }
    let list = view::sites(&look(&ania, &reader, 0)).unwrap();
    let last = |name: &str| {
        let row = list.iter().find(|row| row.name == name).unwrap();
        row.last_result.as_ref().map(|code| code.as_str().to_owned())
    };
    assert_eq!(last("Dworzec").as_deref(), Some("traces_only"));
    assert_eq!(last("Altana").as_deref(), Some("empty"));
    assert_eq!(last("Pustostan"), None);
}

fn look<'a>(phone: &'a Phone, reader: &'a Principal, days: i64) -> Look<'a> {
    Look { db: phone.store.db(), reader, now: EVENING.plus(days * Millis::DAY), here: None }
}

fn visit(phone: &mut Phone, site: SiteId, result: &str) {
    let id = phone.fresh_id();
    let visit = |at| Visit {
        site: Some(site),
        at: Some(Moment::utc(at)),
        result: Some(Code::from(result)),
        heads: Some(2),
        ..Visit::default()
    };
    phone
        .write(|pen| {
            let place = Place { id, scope: Scope::Area(area(1)), subject: None };
            pen.create(place, &visit(pen.now))
        })
        .unwrap();
}

#[test]
fn a_site_tells_its_state_by_rhythm_frost_and_closing() {
    let mut ania = Server::new().enrol(1);
    let reader = ania.worker.clone();
    let site = ania.add_site("Dworzec", area(1));
    let mark = |phone: &Phone, days| view::site_card(&look(phone, &reader, days), site).unwrap().row;
    assert_eq!(mark(&ania, 0).mark, SiteMark::Overdue, "never visited");
    visit(&mut ania, site, "people_met");
    assert_eq!(mark(&ania, 29).mark, SiteMark::Active);
    assert_eq!(mark(&ania, 31).mark, SiteMark::Overdue, "thirty days without a visit");
    assert_eq!(mark(&ania, 0).people, Some(2));
    ania.edit(site, json!({"frost_risk": true}));
    assert_eq!(mark(&ania, 0).mark, SiteMark::Danger);
    ania.edit(site, json!({"state": "closed"}));
    let closed = mark(&ania, 99);
    assert_eq!((closed.mark, closed.overdue), (SiteMark::Closed, false));
}

#[test]
fn what_a_role_may_not_see_is_not_there() {
    let mut ania = Server::new().enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    let person = add_person(&mut ania, "Misiek", None);
    let office = Principal { role: Role::Administrator, areas: [].into(), ..ania.worker.clone() };
    let row = view::site_card(&look(&ania, &office, 0), site).unwrap().row;
    let place = row.position.unwrap();
    assert!((place.lat - 51.93).abs() > 1e-9 && (place.lat - 51.93).abs() < 0.01, "{place:?}");
    assert!(matches!(view::person_card(&look(&ania, &office, 0), person), Err(Error::NotFound(_))));
    let elsewhere = Principal { areas: [area(2)].into(), ..ania.worker.clone() };
    assert!(matches!(view::site_card(&look(&ania, &elsewhere, 0), site), Err(Error::NotFound(_))));
    assert!(view::sites(&look(&ania, &elsewhere, 0)).unwrap().is_empty());
}

#[test]
fn two_values_of_an_important_field_are_shown_until_a_supervisor_decides() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let person = add_person(&mut ania, "Misiek", None);
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    ania.edit(person, json!({"phone": "600 000 001"}));
    bartek.edit(person, json!({"phone": "600 000 002"}));
    bartek.sync(&mut server).unwrap();
    ania.sync(&mut server).unwrap();
    let reader = ania.worker.clone();
    let card = view::person_card(&look(&ania, &reader, 0), person).unwrap();
    assert_eq!(card.disputed.len(), 1);
    assert_eq!(card.disputed[0].field, "phone");
    let pen = |db: &rusqlite::Connection| {
        let (device, author) = ([99; 16].into(), [98; 16].into());
        let ink = latarnia_core::store::pen::Ink::Server;
        let pen = latarnia_core::store::pen::Pen { db, device, author, now: EVENING, ink };
        pen.edit(person.into(), json!({"phone": "600 000 003"}).as_object().unwrap())
    };
    server.store.write(pen).unwrap();
    ania.sync(&mut server).unwrap();
    let card = view::person_card(&look(&ania, &reader, 0), person).unwrap();
    assert!(card.disputed.is_empty());
    assert_eq!(card.person.phone.as_deref(), Some("600 000 003"));
}

#[test]
fn a_bad_form_writes_nothing_and_names_every_field() {
    let mut ania = Server::new().enrol(1);
    let id = ania.fresh_id();
    let place = Place { id, scope: Scope::Area(area(1)), subject: None };
    let nowhere = Site { visit_interval: Some(0), ..Site::default() };
    let Err(Error::Invalid(errors)) = ania.write(|pen| pen.create(place, &nowhere)) else {
        panic!("refused")
    };
    let problem = |field: &str| errors.iter().find(|error| error.field == field).map(|error| &error.problem);
    assert_eq!(problem("category"), Some(&Problem::Missing));
    assert_eq!(problem("visit_interval"), Some(&Problem::OutOfRange));
    assert!(matches!(problem("position"), Some(Problem::MissingOneOf { .. })));
    assert_eq!((ania.count(), ania.waiting()), (0, 0));
}

#[test]
fn an_amended_contact_keeps_its_old_version() {
    let mut ania = Server::new().enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    let contact = ania.contact_at(site);
    let mut form = ania.doc(contact).unwrap();
    form.insert("heads".into(), json!(3));
    ania.write(|pen| pen.amend(contact, form)).unwrap();
    let reader = ania.worker.clone();
    let history = view::site_card(&look(&ania, &reader, 0), site).unwrap().history;
    assert_eq!(history.len(), 1);
    assert_eq!((history[0].form["heads"].clone(), history[0].versions), (json!(3), 2));
    ania.write(|pen| pen.void(contact, "pomyłka")).unwrap();
    let history = view::site_card(&look(&ania, &reader, 0), site).unwrap().history;
    assert!(history[0].void, "withdrawn, and still readable");
    assert_eq!(history[0].kind, Kind::Contact);
}

#[test]
fn a_draft_replaces_its_former_version_and_goes_when_discarded() {
    let mut ania = Server::new().enrol(1);
    let keep = |text: &str, at: i64| draft::Draft {
        form: "contact".into(),
        body: json!({ "note": text }),
        written: Millis(at),
    };
    ania.write(|pen| draft::keep(pen.db, &keep("Mówi", 1))).unwrap();
    ania.write(|pen| draft::keep(pen.db, &keep("Mówi, że", 2))).unwrap();
    assert_eq!(draft::all(ania.store.db()).unwrap(), [keep("Mówi, że", 2)]);
    ania.write(|pen| draft::discard(pen.db, "contact")).unwrap();
    assert_eq!(draft::get(ania.store.db(), "contact").unwrap(), None);
}
