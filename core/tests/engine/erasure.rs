//! What is erased is gone everywhere, stays gone, and every phone says so (SYNC, "Erasure").

use std::collections::BTreeSet;

use latarnia_core::id::{PersonId, RecordId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Contact, Person};
use latarnia_core::store::draft::{self, Draft};
use latarnia_core::store::pen::Place;
use latarnia_core::store::{Store, log, meta, search};
use serde_json::json;

use crate::town::{Phone, Server, Wire, area};

const HERE: Scope = Scope::Area(latarnia_core::id::AreaId::new(uuid::Uuid::from_bytes([1; 16])));
const MARK: &str = "Zenobiusz";

/// Every text in the file, the search's pages among them.
fn everything_in(store: &Store) -> String {
    let tables = ["op", "record", "draft", "meta", "search_content", "search_data", "link", "kin", "erased"];
    let mut all = String::new();
    for table in tables {
        let mut select = store.db().prepare(&format!("select * from {table}")).unwrap();
        let columns = select.column_count();
        let mut rows = select.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                match row.get_ref(column).unwrap() {
                    rusqlite::types::ValueRef::Text(text) => all.push_str(&String::from_utf8_lossy(text)),
                    rusqlite::types::ValueRef::Blob(bytes) => all.push_str(&String::from_utf8_lossy(bytes)),
                    _ => {}
                }
                all.push('\n');
            }
        }
    }
    all
}

fn holds_mark(store: &Store) -> bool {
    let all = everything_in(store).to_lowercase();
    [MARK.to_lowercase().as_str(), "spod mostu zielonego", "zen", "eno"].iter().any(|text| all.contains(text))
}

fn met(phone: &mut Phone) -> PersonId {
    let id = phone.fresh_id();
    let subject = Some(PersonId::from(id));
    let person = Person { label: Some(MARK.into()), ..Person::default() };
    phone.write(|pen| pen.create(Place { id, scope: HERE, subject }, &person)).unwrap();
    note_about(phone, id.into());
    id.into()
}

fn note_about(phone: &mut Phone, person: PersonId) -> RecordId {
    let id = phone.fresh_id();
    phone
        .write(|pen| {
            let contact = Contact {
                at: Some(latarnia_core::clock::Moment::utc(pen.now)),
                kind: Some(Code::from("met")),
                person: Some(person),
                note: Some(format!("{MARK} śpi spod mostu zielonego")),
                next_step: Some("dowód".into()),
                ..Contact::default()
            };
            pen.create(Place { id, scope: HERE, subject: Some(person) }, &contact)
        })
        .unwrap();
    id
}

#[test]
fn an_erased_person_is_gone_from_every_store_and_every_phone_says_so() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let person = met(&mut ania);
    for phone in [&mut ania, &mut bartek] {
        phone.sync(&mut server).unwrap();
    }
    let body = json!({"person": person, "note": MARK});
    let half = Draft { form: "contact".into(), body, written: crate::town::EVENING };
    bartek.store.write(|db| draft::keep(db, &half)).unwrap();
    assert!(holds_mark(&server.store) && holds_mark(&bartek.store), "the test can see it");

    server.write(|pen| pen.erase(person.into(), &BTreeSet::new()));
    assert!(!holds_mark(&server.store), "{}", everything_in(&server.store));
    for phone in [&mut ania, &mut bartek] {
        let report = phone.sync(&mut server).unwrap();
        assert_eq!(report.erased, 1);
        assert!(!holds_mark(&phone.store), "{}", everything_in(&phone.store));
        assert!(search::find(phone.store.db(), MARK, &[], 10).unwrap().is_empty());
        assert_eq!(phone.digest(HERE), server.digest(HERE));
        assert_eq!(phone.store.problems().unwrap(), Vec::<String>::new());
        let number = meta::last(server.store.db(), "log_number").unwrap();
        assert_eq!(
            meta::last(phone.store.db(), "erased").unwrap(),
            number,
            "the receipt of its next request"
        );
    }
    let mut celina = server.enrol(3);
    celina.sync(&mut server).unwrap();
    assert!(!holds_mark(&celina.store));
    assert_eq!(celina.digest(HERE), server.digest(HERE));
}

#[test]
fn not_even_the_bytes_of_the_files_hold_it() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("phone.db");
    ania.store = Store::open(&path, None).unwrap();
    let device = ania.device;
    ania.store.write(|db| meta::set_device(db, device)).unwrap();
    let person = met(&mut ania);
    ania.sync(&mut server).unwrap();
    let in_files = || {
        let files = ["phone.db", "phone.db-wal"].map(|name| std::fs::read(folder.path().join(name)));
        let holds = |bytes: Vec<u8>| bytes.windows(MARK.len()).any(|window| window == MARK.as_bytes());
        files.into_iter().flatten().any(holds)
    };
    assert!(in_files(), "the test can see it");
    server.write(|pen| pen.erase(person.into(), &BTreeSet::new()));
    ania.sync(&mut server).unwrap();
    assert!(!in_files());
}

#[test]
fn a_late_push_brings_nobody_back_and_blocks_nothing() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let person = met(&mut ania);
    for phone in [&mut ania, &mut bartek] {
        phone.sync(&mut server).unwrap();
    }
    note_about(&mut bartek, person);
    bartek.edit(person, json!({"nickname": MARK}));
    let site = bartek.add_site("Altany", area(1));
    server.write(|pen| pen.erase(person.into(), &BTreeSet::new()));
    bartek.sync(&mut server).unwrap();
    assert!(!holds_mark(&server.store));
    assert!(!holds_mark(&bartek.store));
    assert_eq!(bartek.waiting(), 0);
    assert!(server.doc(site).is_some(), "what came after it was taken");
    let suppressed = log::unaccepted(bartek.store.db()).unwrap();
    assert_eq!(suppressed.len(), 2);
    assert!(suppressed.iter().all(|entry| entry.verdict == log::Verdict::Suppressed));
    assert_eq!(bartek.digest(HERE), server.digest(HERE));
}

#[test]
fn what_waits_when_the_order_comes_goes_without_a_gap_in_the_log() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let person = met(&mut ania);
    ania.sync(&mut server).unwrap();
    server.write(|pen| pen.erase(person.into(), &BTreeSet::new()));
    // More than one push holds, so that some still wait when the order arrives with the first answer.
    for _ in 0..40 {
        note_about(&mut ania, person);
    }
    let site = ania.add_site("Altany", area(1));
    for people in 0..500 {
        ania.edit(site, json!({"people": people}));
    }
    note_about(&mut ania, person);
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.waiting(), 0);
    assert!(!holds_mark(&server.store) && !holds_mark(&ania.store));
    let head = log::head(server.store.db(), ania.device).unwrap();
    assert_eq!(head, meta::last_seq(ania.store.db()).unwrap());
}

#[test]
fn a_push_repeated_after_the_erasure_is_no_fork() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let person = met(&mut ania);
    ania.sync(&mut server).unwrap();
    note_about(&mut ania, person);
    assert!(ania.sync_over(&mut server, vec![Wire::AnswerLost]).is_err(), "stored, but she does not know");
    server.write(|pen| pen.erase(person.into(), &BTreeSet::new()));
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.waiting(), 0);
    assert!(!holds_mark(&server.store) && !holds_mark(&ania.store));
}

#[test]
fn a_note_alone_is_redacted_in_every_version_and_the_rest_stays() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let person = met(&mut ania);
    let contact = note_about(&mut ania, person);
    for phone in [&mut ania, &mut bartek] {
        phone.sync(&mut server).unwrap();
    }
    // Bartek corrects the contact offline, with the old note in his correction.
    let mut form = bartek.doc(contact).unwrap();
    form.insert("heads".into(), json!(2));
    bartek.write(|pen| pen.amend(contact, form)).unwrap();
    server.clock.advance(60_000);
    server.write(|pen| pen.erase(contact, &BTreeSet::from(["note".to_owned()])));
    for phone in [&mut ania, &mut bartek, &mut server.enrol(3)] {
        phone.sync(&mut server).unwrap();
        phone.sync(&mut server).unwrap();
    }
    ania.sync(&mut server).unwrap();
    for doc in [server.doc(contact), ania.doc(contact), bartek.doc(contact)] {
        let doc = doc.unwrap();
        assert_eq!(doc.get("note"), None);
        assert_eq!(doc["next_step"], "dowód");
        assert_eq!(doc["heads"], 2, "the correction itself was taken");
    }
    assert_eq!(ania.digest(HERE), server.digest(HERE));
    assert_eq!(bartek.digest(HERE), server.digest(HERE));
    // Other notes are no business of that order.
    assert!(everything_in(&server.store).contains("spod mostu zielonego"));
    let mut again = server.doc(contact).unwrap();
    again.insert("note".into(), json!("nowa treść"));
    bartek.clock.advance(120_000);
    bartek.write(|pen| pen.amend(contact, again)).unwrap();
    bartek.sync(&mut server).unwrap();
    assert_eq!(server.doc(contact).unwrap()["note"], "nowa treść", "what is written later stands");
}

/// The clocks say the correction is newer than the order; its writer had not heard of the order all the same.
#[test]
fn a_correction_by_who_had_not_heard_of_the_order_goes_without_the_erased_field() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let person = met(&mut ania);
    ania.sync(&mut server).unwrap();
    let contact = note_about(&mut ania, person);
    assert!(ania.sync_over(&mut server, vec![Wire::AnswerLost]).is_err(), "stored, but she does not know");
    server.write(|pen| pen.erase(contact, &BTreeSet::from(["note".to_owned()])));
    ania.clock.advance(60_000);
    server.clock.advance(60_000);
    let mut form = ania.doc(contact).unwrap();
    form.insert("note".into(), json!(format!("{MARK} śpi gdzie indziej")));
    ania.write(|pen| pen.amend(contact, form)).unwrap();
    let own = ania.device;
    for phone in [&mut ania, &mut bartek] {
        phone.sync(&mut server).unwrap();
    }
    for doc in [server.doc(contact), ania.doc(contact), bartek.doc(contact)] {
        assert_eq!(doc.unwrap().get("note"), None);
    }
    assert_eq!(ania.digest(HERE), server.digest(HERE));
    assert_eq!(bartek.digest(HERE), server.digest(HERE));
    // Everything once more: what was taken out on both sides is no fork.
    ania.store.write(|db| meta::forget(db, "acknowledged")).unwrap();
    ania.sync(&mut server).unwrap();
    assert_eq!(log::head(server.store.db(), own).unwrap(), meta::last_seq(ania.store.db()).unwrap());
}

#[test]
fn a_server_restored_from_before_the_order_brings_nobody_back_on_the_phones() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let person = met(&mut ania);
    ania.sync(&mut server).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    server.store.backup(&copy).unwrap();
    server.write(|pen| pen.erase(person.into(), &BTreeSet::new()));
    let mut later = server.enrol(2);
    for phone in [&mut ania, &mut later] {
        phone.sync(&mut server).unwrap();
    }
    server.store = Store::open(&copy, None).unwrap();
    server.epoch = "second".into();
    for phone in [&mut ania, &mut later] {
        phone.sync(&mut server).unwrap();
        assert!(!holds_mark(&phone.store));
    }
}

/// A contact with somebody nobody knew, in an area.
fn met_somebody(phone: &mut Phone) -> RecordId {
    let id = phone.fresh_id();
    phone
        .write(|pen| {
            let contact = Contact {
                at: Some(latarnia_core::clock::Moment::utc(pen.now)),
                kind: Some(Code::from("met")),
                heads: Some(1),
                note: Some(MARK.into()),
                ..Contact::default()
            };
            pen.create(Place { id, scope: HERE, subject: None }, &contact)
        })
        .unwrap();
    id
}

/// Says that it was this person.
fn name(phone: &mut Phone, contact: RecordId, person: PersonId) {
    let row = latarnia_core::store::registry::row(phone.store.db(), contact).unwrap().unwrap();
    let mut form = row.doc;
    form.insert("person".to_owned(), json!(person));
    phone.write(|pen| pen.amend(contact, form)).unwrap();
}

#[test]
fn a_contact_named_later_goes_with_the_person_also_from_who_never_heard_whose_it_was() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let contact = met_somebody(&mut ania);
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    let person = met(&mut ania);
    name(&mut ania, contact, person);
    ania.sync(&mut server).unwrap();
    server.write(|pen| pen.erase(person.into(), &BTreeSet::new()));
    for phone in [&mut bartek, &mut ania] {
        phone.sync(&mut server).unwrap();
        assert!(!holds_mark(&phone.store));
        assert_eq!(phone.digest(HERE), server.digest(HERE));
    }
    assert!(!holds_mark(&server.store));
}

#[test]
fn a_contact_somebody_names_too_late_stays_what_it_was_for_everybody() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let person = met(&mut ania);
    let site = bartek.add_site("Altany", area(1));
    let contact = bartek.contact_at(site);
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    name(&mut bartek, contact, person);
    server.write(|pen| pen.erase(person.into(), &BTreeSet::new()));
    for phone in [&mut bartek, &mut ania] {
        phone.sync(&mut server).unwrap();
        assert_eq!(phone.digest(HERE), server.digest(HERE));
        assert!(latarnia_core::store::registry::row(phone.store.db(), contact).unwrap().is_some());
    }
    assert_eq!(bartek.waiting(), 0);
}
