//! What was kept aside is taken in after all when somebody with the rights to it says so.

use latarnia_core::access::{Principal, Role};
use latarnia_core::clock::Moment;
use latarnia_core::id::WorkerId;
use latarnia_core::op::{OpId, Scope};
use latarnia_core::record::{Code, Contact};
use latarnia_core::store::log::{self, Unaccepted};
use latarnia_core::store::pen::Place;
use latarnia_core::store::registry;
use latarnia_core::sync::let_in::let_in;
use latarnia_core::sync::protocol::{Request, VERSION, pack};
use latarnia_core::{Error, Result};
use serde_json::json;
use serde_json::value::RawValue;

use crate::town::{EVENING, Phone, Server, Wire, area};

const FAR: Scope = Scope::Area(latarnia_core::id::AreaId::new(uuid::Uuid::from_bytes([9; 16])));

/// Who leads the whole centre.
fn leader() -> Principal {
    Principal::new(WorkerId::from([99; 16]), Role::Supervisor, [].into())
}

fn try_let_in(server: &mut Server, phone: &Phone, seq: u64, leader: &Principal) -> Result<()> {
    let id = OpId { device: phone.device, seq };
    server.try_write(|pen| let_in(pen, id, leader).map(drop))
}

/// A contact in an area that is not Ania's, and its correction; both kept aside.
fn out_of_bounds(server: &mut Server, ania: &mut Phone) -> latarnia_core::id::RecordId {
    let id = ania.fresh_id();
    ania.write(|pen| {
        let contact = Contact {
            at: Some(Moment::utc(pen.now)),
            kind: Some(Code::from("met")),
            heads: Some(1),
            note: Some("pod mostem".into()),
            ..Contact::default()
        };
        pen.create(Place { id, scope: FAR, subject: None }, &contact)
    })
    .unwrap();
    let mut form = ania.doc(id).unwrap();
    form.insert("note".into(), json!("za mostem"));
    ania.write(|pen| pen.amend(id, form)).unwrap();
    ania.sync(server).unwrap();
    assert_eq!(server.quarantined().len(), 2);
    assert_eq!(server.doc(id), None);
    id
}

#[test]
fn what_was_kept_aside_is_let_in_with_what_came_before_it_and_is_nowhere_twice() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let id = out_of_bounds(&mut server, &mut ania);
    let goes_there = |server: &mut Server, phone: &Phone| {
        server.workers.get_mut(&phone.device).unwrap().areas.insert(area(9));
    };
    goes_there(&mut server, &bartek);

    try_let_in(&mut server, &ania, 2, &leader()).unwrap();
    assert_eq!(server.quarantined(), vec![]);
    let row = registry::row(server.store.db(), id).unwrap().unwrap();
    assert_eq!((row.author, &row.doc["note"]), (ania.worker.worker, &json!("za mostem")));
    let state = registry::state(server.store.db(), id).unwrap();
    assert_eq!(state.form().losers().len(), 0, "the correction knows what it corrects");
    bartek.sync(&mut server).unwrap();
    assert_eq!(bartek.doc(id), server.doc(id));

    ania.sync(&mut server).unwrap();
    assert_eq!(ania.doc(id).unwrap()["note"], "za mostem", "she keeps what she wrote");
    goes_there(&mut server, &ania);
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.digest(FAR), server.digest(FAR));
    assert_eq!(log::unaccepted_count(ania.store.db()).unwrap(), Unaccepted::default());
    assert_eq!(log::first_unaccepted(ania.store.db(), 9).unwrap().len(), 0);
    assert!(!registry::row(ania.store.db(), id).unwrap().unwrap().unsent);
}

#[test]
fn who_does_not_reach_what_was_let_in_keeps_it_with_the_reason_also_when_the_answer_was_lost() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    ania.sync(&mut server).unwrap();
    let site = ania.add_site("Cudzy rejon", area(9));
    ania.sync_over(&mut server, vec![Wire::AnswerLost]).unwrap_err();
    try_let_in(&mut server, &ania, 2, &leader()).unwrap();
    assert_eq!(server.doc(site).unwrap()["name"], "Cudzy rejon");
    ania.sync(&mut server).unwrap();
    assert_eq!(registry::state(ania.store.db(), site.into()).unwrap().document()["name"], "Cudzy rejon");
    let refused = log::unaccepted(ania.store.db()).unwrap();
    assert_eq!(refused.len(), 2);
    assert!(refused.iter().all(|entry| entry.verdict.reason() == Some("outside_own_areas")), "{refused:?}");
}

fn reason(told: Result<()>) -> String {
    match told {
        Err(Error::Refused { code }) => code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_stays_aside_where_who_decides_does_not_reach_it_and_where_it_is_what_nobody_may_write() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    out_of_bounds(&mut server, &mut ania);
    let elsewhere = Principal { areas: [area(1)].into(), ..leader() };
    assert_eq!(reason(try_let_in(&mut server, &ania, 1, &elsewhere)), "outside_own_areas");
    for seq in [3, 0] {
        assert_eq!(reason(try_let_in(&mut server, &ania, seq, &leader())), "not_aside");
    }
    let not_hers = log::after(ania.store.db(), ania.device, 0, 1).unwrap().remove(0).raw;
    let not_hers = not_hers
        .replace("01010101-0101-0101-0101-010101010101", &uuid::Uuid::from_bytes([2; 16]).to_string());
    for (raw, why) in [(not_hers.as_str(), "written_as_someone_else"), (r#"{"no":"operation"}"#, "malformed")]
    {
        let first = log::head(server.store.db(), ania.device).unwrap() + 1;
        push(&mut server, &ania, first, raw);
        assert_eq!(reason(try_let_in(&mut server, &ania, first, &leader())), why);
    }
    assert_eq!(server.quarantined().len(), 4);
}

#[test]
fn no_phone_says_itself_that_it_was_let_in() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    out_of_bounds(&mut server, &mut ania);
    let raw = log::after(ania.store.db(), ania.device, 0, 1).unwrap().remove(0).raw;
    let claims = raw.replacen('{', &format!(r#"{{"for":"{}:1","#, ania.device), 1);
    push(&mut server, &ania, 3, &claims);
    assert_eq!(server.quarantined().len(), 3);
    assert!(server.quarantined().iter().any(|aside| aside.reason == "only_the_server_may"));
}

fn push(server: &mut Server, phone: &Phone, first: u64, raw: &str) {
    let ops = vec![RawValue::from_string(raw.to_owned()).unwrap()];
    let request = Request { proto: VERSION, epoch: None, now: EVENING, first, ops, ..Request::default() };
    server.answer(phone.device, &pack(&request).unwrap()).unwrap();
}
