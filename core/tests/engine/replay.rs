//! The server's log, carried into another of its stores.

use latarnia_core::access::{Principal, Role};
use latarnia_core::id::{DeviceId, WorkerId};
use latarnia_core::op::{OpId, Scope};
use latarnia_core::record::{Code, Position, Site};
use latarnia_core::store::pen::{Ink, Pen, Place};
use latarnia_core::store::{Store, ledger, log, meta, registry};
use latarnia_core::sync::accept::{Push, accept};
use latarnia_core::sync::replay::{self, Line, replay};
use latarnia_core::{Error, Result};
use serde_json::json;

use crate::town::{EVENING, Server, area};

const SERVER: [u8; 16] = [0xee; 16];

/// A night with everything a log can hold: accepted, refused, unreadable, and the console's own.
fn a_night() -> Server {
    let mut server = Server::new();
    server.store.write(|db| meta::set_device(db, DeviceId::from(SERVER))).unwrap();
    let (mut anna, mut bartek) = (server.enrol(1), server.enrol(2));
    let site = anna.add_site("Węzeł", area(1));
    anna.contact_at(site);
    anna.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    bartek.edit(site, json!({"state": "empty", "hazards": ["dogs", "fire"]}));
    bartek.add_site("Elsewhere", area(9));
    bartek.sync(&mut server).unwrap();
    push(&mut server.store, 3, 1, "{\"not\":\"an operation\"}").unwrap();
    push(&mut server.store, 3, 2, &somebody_elses_contact()).unwrap();
    console_writes(&mut server.store, 1);
    server
}

fn somebody_elses_contact() -> String {
    json!({
        "at": "019aa8d3c4000000", "by": WorkerId::from([9; 16]), "rec": WorkerId::from([7; 16]),
        "kind": "contact", "scope": Scope::Area(area(1)), "v": 1, "do": "event",
        "body": {"at": {"ms": EVENING.0}, "kind": "met", "heads": 1},
    })
    .to_string()
}

fn push(store: &mut Store, device: u8, first: u64, raw: &str) -> Result<u64> {
    let writer =
        Principal::new(WorkerId::from([device; 16]), Role::Streetworker, [area(1)].into_iter().collect());
    let device = DeviceId::from([device; 16]);
    let push = Push {
        device,
        writer: &writer,
        first,
        ops: vec![raw],
        erased: 0,
        tip: None,
        clock_error: 0,
        now: EVENING,
    };
    let outcome = store.write(|db| accept(db, &push));
    outcome.map(|outcome| outcome.head).map_err(|turned| Error::Refused { code: turned.to_string() })
}

fn console_writes(store: &mut Store, nth: u8) {
    let site = Site {
        category: Some(Code::from("park")),
        name: Some(format!("Park {nth}")),
        position: Some(Position::pin(51.94, 19.41)),
        ..Site::default()
    };
    let place = Place { id: [0xc0 + nth; 16].into(), scope: Scope::Area(area(1)), subject: None };
    let device = DeviceId::from(SERVER);
    let author = WorkerId::from([8; 16]);
    let write = |db: &_| Pen { db, device, author, now: EVENING, ink: Ink::Server }.create(place, &site);
    store.write(write).unwrap();
}

fn all_lines(store: &Store) -> Vec<Line> {
    replay::lines(store.db(), 0, usize::MAX).unwrap().into_iter().map(|(_, line)| line).collect()
}

fn copy_of(server: &Store) -> Store {
    let mut copy = Store::in_memory().unwrap();
    copy.write(|db| {
        meta::set_device(db, DeviceId::from(SERVER))?;
        all_lines(server).iter().try_for_each(|line| replay(db, line))
    })
    .unwrap();
    copy
}

fn same(one: &Store, other: &Store) {
    assert_eq!(all_lines(one), all_lines(other));
    assert_eq!(ledger::log_number(one.db()).unwrap(), ledger::log_number(other.db()).unwrap());
    for scope in [Scope::Organisation, Scope::Area(area(1)), Scope::Area(area(9))] {
        let digest = |store: &Store| registry::base_digest(store.db(), scope).unwrap();
        assert_eq!(digest(one), digest(other), "{scope}");
    }
    let rows = |store: &Store| {
        let query = registry::Query { with_void: true, ..registry::Query::default() };
        registry::rows(store.db(), &query).unwrap()
    };
    assert_eq!(rows(one), rows(other));
}

#[test]
fn a_replayed_log_makes_the_same_store_and_goes_on_the_same_way() {
    let mut server = a_night();
    let mut copy = copy_of(&server.store);
    assert_eq!(all_lines(&copy).len(), 10, "a story with everything in it");
    same(&server.store, &copy);
    for store in [&mut server.store, &mut copy] {
        console_writes(store, 2);
        assert_eq!(push(store, 3, 3, "{}").unwrap(), 3);
    }
    same(&server.store, &copy);
}

#[test]
fn a_line_replayed_twice_changes_nothing() {
    let server = a_night();
    let mut copy = copy_of(&server.store);
    copy.write(|db| all_lines(&server.store).iter().try_for_each(|line| replay(db, line))).unwrap();
    same(&server.store, &copy);
}

#[test]
fn a_line_of_another_log_is_told() {
    let server = a_night();
    let mut copy = copy_of(&server.store);
    let mut other = all_lines(&server.store).remove(2);
    other.digest = log::digest("something else");
    let refused: Result<()> = copy.write(|db| replay(db, &other));
    assert!(matches!(refused, Err(Error::OtherLog(id)) if id == other.id));
}

#[test]
fn bytes_that_were_taken_out_stay_out_and_their_digest_stays() {
    let server = a_night();
    let mut lines = all_lines(&server.store);
    // One that is no operation any more, and one that is a smaller one.
    lines[1].raw = String::new();
    lines[3].raw = lines[3].raw.replace("\"empty\"", "null");
    let mut copy = Store::in_memory().unwrap();
    copy.write(|db| lines.iter().try_for_each(|line| replay(db, line))).unwrap();
    assert_eq!(all_lines(&copy), lines);
    assert_eq!(ledger::log_number(copy.db()).unwrap(), ledger::log_number(server.store.db()).unwrap());
}

#[test]
fn what_is_written_is_remembered_until_it_is_carried_on() {
    let mut server = a_night();
    let store = &mut server.store;
    replay::watch(store.db()).unwrap();
    console_writes(store, 2);
    let taken_out = OpId { device: DeviceId::from([1; 16]), seq: 1 };
    let blank = "update op set raw = '' where device = ?1 and seq = 1";
    store.write(|db| db.execute(blank, [taken_out.device.as_bytes()]).map_err(Error::from)).unwrap();
    let written = replay::written(store.db()).unwrap();
    let added: Vec<Line> = all_lines(store).split_off(10);
    assert_eq!((written.added, written.changed.len()), (added, 1));
    assert_eq!((written.changed[0].id, written.changed[0].raw.as_str()), (taken_out, ""));
    assert!(written.changed[0].lacks_bytes());
    replay::forget_written(store.db()).unwrap();
    let undone: Result<()> = store.write(|db| {
        db.execute("update op set raw = 'x'", [])?;
        Err(Error::DiskFull)
    });
    assert!(undone.is_err());
    assert_eq!(replay::written(store.db()).unwrap(), replay::Written::default());
}

#[test]
fn another_verdict_takes_nothing_out_of_a_line() {
    let mut server = a_night();
    let store = &mut server.store;
    replay::watch(store.db()).unwrap();
    let (aside, reason, _) = log::quarantined(store.db()).unwrap().remove(0);
    store.write(|db| log::judge(db, aside, &log::Verdict::settled(&reason))).unwrap();
    let changed = replay::written(store.db()).unwrap().changed;
    assert_eq!(
        changed.iter().map(|line| (line.id, line.lacks_bytes())).collect::<Vec<_>>(),
        [(aside, false)]
    );
}

#[test]
fn an_emptied_store_can_be_filled_again() {
    let server = a_night();
    let mut copy = copy_of(&server.store);
    copy.write(replay::empty).unwrap();
    assert_eq!((all_lines(&copy).len(), ledger::log_number(copy.db()).unwrap()), (0, 0));
    let leftovers = "select count(*) from search where search match 'par'";
    assert_eq!(copy.db().query_row(leftovers, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    copy.write(|db| {
        meta::set_device(db, DeviceId::from(SERVER))?;
        all_lines(&server.store).iter().try_for_each(|line| replay(db, line))
    })
    .unwrap();
    same(&server.store, &copy);
}
