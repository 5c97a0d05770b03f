//! Wrong clocks: nothing is refused for them, and nobody wins by them.

use latarnia_core::clock::Millis;
use latarnia_core::store::{log, registry};
use serde_json::json;

use crate::town::{EVENING, Server, area};

const TWO_YEARS: i64 = 2 * 365 * Millis::DAY;

#[test]
fn a_phone_two_years_off_writes_into_tonight() {
    for error in [TWO_YEARS, -TWO_YEARS] {
        let mut server = Server::new();
        let mut ania = server.enrol(1);
        let site = ania.add_site("Dworzec", area(1));
        ania.sync(&mut server).unwrap();
        ania.clock.advance(error);
        let contact = ania.contact_at(site);
        ania.sync(&mut server).unwrap();
        for (name, db) in [("server", server.store.db()), ("phone", ania.store.db())] {
            let row = registry::row(db, contact).unwrap().unwrap();
            let off = row.occurred.since(EVENING).abs();
            assert!(off < 1_000, "{name} with {error}: {off} ms off");
        }
    }
}

#[test]
fn a_fast_clock_does_not_win_against_what_was_written_later() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let site = ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    ania.clock.advance(TWO_YEARS);
    ania.edit(site, json!({"name": "z szybkiego zegara"}));
    ania.sync(&mut server).unwrap();
    server.clock.advance(600_000);
    bartek.clock.advance(600_000);
    bartek.edit(site, json!({"name": "napisane później"}));
    bartek.sync(&mut server).unwrap();
    ania.sync(&mut server).unwrap();
    assert_eq!(server.doc(site).unwrap()["name"], "napisane później");
    assert_eq!(ania.doc(site).unwrap()["name"], "napisane później");
}

#[test]
fn what_was_written_by_a_fast_clock_is_not_ahead_when_the_clock_was_put_right_before_it_was_sent() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    ania.clock.advance(TWO_YEARS);
    ania.edit(site, json!({"name": "z szybkiego zegara"}));
    ania.clock.advance(-TWO_YEARS);
    ania.sync(&mut server).unwrap();
    let entries = log::after(server.store.db(), ania.device, 0, 100).unwrap();
    let newest = entries.iter().filter_map(|entry| entry.effective).max().unwrap();
    let ahead = newest.millis().since(EVENING);
    assert!(ahead <= 120_000, "{ahead} ms ahead of the server");
}

#[test]
fn what_the_first_operation_says_of_a_record_stays_true() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let site = ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    // Not far enough off to be set right, and nobody has written this field: there is nothing to have seen.
    bartek.clock.advance(-90_000);
    bartek.edit(site, json!({"owner": "kolej"}));
    bartek.sync(&mut server).unwrap();
    let row = registry::row(server.store.db(), site.into()).unwrap().unwrap();
    assert_eq!(row.doc["owner"], "kolej");
    assert_eq!(row.author, ania.worker.worker, "hers, though his clock says he wrote first");
}

#[test]
fn an_edit_of_a_value_seen_beats_it_whatever_the_clocks_say() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let site = ania.add_site("Dworzec", area(1));
    ania.clock.advance(100_000);
    ania.edit(site, json!({"name": "stara"}));
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    bartek.clock.advance(-90_000);
    bartek.edit(site, json!({"name": "poprawiona"}));
    bartek.sync(&mut server).unwrap();
    assert_eq!(server.doc(site).unwrap()["name"], "poprawiona");
}

#[test]
fn one_workers_own_order_never_flips_when_the_clock_is_set_back() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    ania.edit(site, json!({"name": "pierwsza"}));
    ania.clock.advance(-TWO_YEARS);
    ania.edit(site, json!({"name": "druga"}));
    assert_eq!(ania.doc(site).unwrap()["name"], "druga");
    ania.sync(&mut server).unwrap();
    ania.contact_at(site);
    ania.sync(&mut server).unwrap();
    assert_eq!(server.doc(site).unwrap()["name"], "druga");
    let entries = log::after(server.store.db(), ania.device, 0, 100).unwrap();
    let times: Vec<_> = entries.iter().map(|entry| entry.effective.unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a < b), "{times:?}");
}
