//! Every operation gets a verdict, and no verdict blocks the queue.

use std::collections::BTreeSet;

use latarnia_core::op::Scope;
use latarnia_core::record::Person;
use latarnia_core::store::pen::Place;
use latarnia_core::store::{log, meta};
use latarnia_core::sync::protocol::{Request, VERSION, pack};
use serde_json::value::RawValue;

use crate::town::{EVENING, Server, Wire, area};

fn push(server: &mut Server, device: u8, first: u64, ops: &[&str]) -> latarnia_core::Result<Vec<u8>> {
    let raw = |text: &&str| RawValue::from_string((*text).to_owned()).unwrap();
    let request = Request {
        proto: VERSION,
        epoch: None,
        now: EVENING,
        first,
        ops: ops.iter().map(raw).collect(),
        ..Request::default()
    };
    server.answer([device; 16].into(), &pack(&request).unwrap())
}

fn op(kind: &str, scope: &str, act: &str, v: u32, body: &str) -> String {
    let me = uuid::Uuid::from_bytes([1; 16]);
    format!(
        r#"{{"at":"0001a2b3c4d50000","by":"{me}","rec":"{me}","kind":"{kind}","scope":"{scope}","v":{v},"do":"{act}","body":{body}, "later" : [1.50,null]}}"#
    )
}

fn here() -> String {
    Scope::Area(area(1)).to_string()
}

#[test]
fn an_operation_of_an_unknown_kind_is_passed_on_to_the_byte() {
    let mut server = Server::new();
    let mut bartek = server.enrol(2);
    server.enrol(1);
    let unknown = op("drone_flight", &here(), "teleport", 9, r#"{"z":1.0,"a":" "}"#);
    let fields = op("site", &here(), "set", 9, r#"{"set":{"category":"sky_box","colour":"amber"}}"#);
    push(&mut server, 1, 1, &[&unknown, &fields]).unwrap();
    assert_eq!(server.quarantined(), vec![]);
    bartek.sync(&mut server).unwrap();
    let there: Vec<String> = log::after(bartek.store.db(), [1; 16].into(), 0, 10)
        .unwrap()
        .into_iter()
        .map(|entry| entry.raw)
        .collect();
    assert_eq!(there, [unknown, fields]);
}

/// A good operation that says worker `n` wrote it.
fn good_by(n: u8) -> String {
    let good = op("site", &here(), "set", 1, r#"{"set":{"name":"x"}}"#);
    let (me, other) = (uuid::Uuid::from_bytes([1; 16]), uuid::Uuid::from_bytes([n; 16]));
    good.replace(&format!(r#""by":"{me}""#), &format!(r#""by":"{other}""#))
}

#[test]
fn one_bad_operation_never_blocks_the_queue() {
    let mut server = Server::new();
    server.enrol(1);
    let elsewhere = Scope::Area(area(9)).to_string();
    let bad = [
        ("not an operation", r#"{"hello":1}"#.to_owned()),
        ("outside own areas", op("site", &elsewhere, "set", 1, r#"{"set":{"name":"x"}}"#)),
        ("role may not", op("facility", "org", "set", 1, r#"{"set":{"name":"x"}}"#)),
        ("coordinates", op("site", &here(), "set", 1, r#"{"set":{"position":{"lat":95,"lon":0}}}"#)),
        ("unknown code", op("site", &here(), "set", 1, r#"{"set":{"state":"gone_fishing"}}"#)),
        ("time of 1970", op("visit", &here(), "event", 1, r#"{"at":{"ms":5},"result":"empty"}"#)),
        ("wrong type", op("site", &here(), "set", 1, r#"{"set":{"name":7}}"#)),
        ("someone else's name", good_by(2)),
        ("no form", op("site", &here(), "set", 1, "[]")),
    ];
    let good = op("site", &here(), "set", 1, r#"{"set":{"name":"dobra"}}"#);
    for (n, (name, raw)) in (0u64..).zip(&bad) {
        push(&mut server, 1, 2 * n + 1, &[raw, &good]).unwrap();
        assert_eq!(u64::try_from(server.quarantined().len()).unwrap(), n + 1, "{name}");
        assert_eq!(log::head(server.store.db(), [1; 16].into()).unwrap(), 2 * n + 2, "{name}");
    }
    assert_eq!(server.doc([1; 16]).unwrap()["name"], "dobra");
}

#[test]
fn what_was_refused_stays_on_the_phone_with_its_reason() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    ania.sync(&mut server).unwrap();
    let site = ania.add_site("Cudzy rejon", area(2));
    server.workers.get_mut(&ania.device).unwrap().areas.remove(&area(2));
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.waiting(), 0);
    assert_eq!(ania.doc(site).unwrap()["name"], "Cudzy rejon", "nothing a worker saved vanishes");
    let refused = log::unaccepted(ania.store.db()).unwrap();
    assert!(
        refused.iter().all(|entry| entry.verdict == log::Verdict::Quarantined("outside_own_areas".into()))
    );
    assert_eq!(refused.len(), 2);
}

#[test]
fn what_cannot_be_taken_in_keeps_nobody_from_reading() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    ania.sync(&mut server).unwrap();
    for (name, fails) in [("Piwnica", false), ("Altana", true)] {
        let site = bartek.add_site(name, area(1));
        bartek.sync(&mut server).unwrap();
        ania.add_site("Cudzy rejon", area(9));
        server.fails = fails;
        let one_round = vec![Wire::Whole, Wire::RequestLost];
        let told = ania.sync_over(&mut server, one_round);
        server.fails = false;
        assert!(ania.doc(site).is_some(), "{name}: {told:?}");
        assert_eq!(ania.waiting() == 0, !fails, "{name}");
    }
}

#[test]
fn a_refusal_whose_answer_was_lost_is_said_again() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    ania.sync(&mut server).unwrap();
    let site = ania.add_site("Cudzy rejon", area(9));
    ania.sync_over(&mut server, vec![Wire::AnswerLost]).unwrap_err();
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.waiting(), 0);
    assert_eq!(ania.doc(site).unwrap()["name"], "Cudzy rejon", "nothing a worker saved vanishes");
    assert_eq!(log::unaccepted(ania.store.db()).unwrap().len(), 2);
}

#[test]
fn a_gap_is_answered_with_the_head() {
    let mut server = Server::new();
    server.enrol(1);
    let good = op("site", &here(), "set", 1, r#"{"set":{"name":"x"}}"#);
    push(&mut server, 1, 5, &[&good]).unwrap();
    assert_eq!(log::head(server.store.db(), [1; 16].into()).unwrap(), 0);
    assert_eq!(meta::last(server.store.db(), "log_number").unwrap(), 0);
}

#[test]
fn the_same_number_with_other_bytes_is_a_fork_and_changes_nothing() {
    let mut server = Server::new();
    server.enrol(1);
    let one = op("site", &here(), "set", 1, r#"{"set":{"name":"jeden"}}"#);
    let other = op("site", &here(), "set", 1, r#"{"set":{"name":"inny"}}"#);
    push(&mut server, 1, 1, &[&one]).unwrap();
    push(&mut server, 1, 1, &[&one]).unwrap();
    assert!(push(&mut server, 1, 1, &[&other, &one]).is_err());
    assert_eq!(log::head(server.store.db(), [1; 16].into()).unwrap(), 1);
    assert_eq!(server.doc([1; 16]).unwrap()["name"], "jeden");
}

#[test]
fn numbers_are_dense_and_never_given_twice() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    for _ in 0..3 {
        ania.contact_at(site);
        ania.sync(&mut server).unwrap();
    }
    let numbers: Vec<u64> = log::page(server.store.db(), Scope::Area(area(1)), 0, 100)
        .unwrap()
        .iter()
        .filter_map(|entry| entry.number)
        .collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
}

#[test]
fn numbers_stay_dense_when_what_bore_the_newest_is_erased() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let (id, scope) = (ania.fresh_id(), Scope::Area(area(1)));
    let person = Person { label: Some("Zenobiusz".into()), ..Person::default() };
    ania.write(|pen| pen.create(Place { id, scope, subject: Some(id.into()) }, &person)).unwrap();
    ania.contact_about(id.into());
    ania.sync(&mut server).unwrap();
    let head = log::head(server.store.db(), ania.device).unwrap();
    server.write(|pen| pen.erase(id, &BTreeSet::new()));
    assert_eq!(log::head(server.store.db(), ania.device).unwrap(), head, "no number of hers is free again");
    ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    let mut select = server.store.db().prepare("select number from op order by number").unwrap();
    let numbers: Vec<i64> = select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(numbers, (1..).take(numbers.len()).collect::<Vec<_>>(), "stubs, order and site");
}
