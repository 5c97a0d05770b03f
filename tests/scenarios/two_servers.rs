//! Any number of servers on one database, behind one address: whichever answers, and whichever dies.

use latarnia_tests::storm::{Storm, settle};
use latarnia_tests::{Cluster, LightPhone, Network, Phone, Server, await_answer};
use serde_json::json;

#[test]
fn what_a_phone_gave_one_server_the_console_sees_at_the_other() {
    let database = Cluster::shared().database();
    let one = Server::empty_on(&database.url());
    let other = one.beside();
    let phone = Phone::enrolled(&one.invite("anna", one.address()));
    phone.call("contact.record", &json!({ "contact": { "kind": "met", "heads": 1 } }));
    phone.sync();
    assert_eq!(other.count("contact"), 1);
    // A session of one is a session of the other.
    let nadzor = one.sign_in("nadzor");
    let devices = nadzor.at(other.address()).get("/v1/devices");
    assert_eq!(devices.as_array().map(Vec::len), Some(1));
}

#[test]
fn servers_killed_in_turn_under_a_storm_lose_and_double_nothing() {
    let database = Cluster::shared().database();
    let one = Server::empty_on(&database.url());
    let other = one.beside();
    let network = Network::between(&[one.address(), other.address()]);
    let invite = || LightPhone::enrolled(&one.invite("anna", network.address()));
    let storm = Storm::of(vec![invite(), invite(), invite()]);
    let mut servers = [one, other];
    for turn in 0..8 {
        storm.await_syncs(4);
        let server = &mut servers[turn % 2];
        server.kill();
        server.start();
    }
    let mut phones = storm.end();
    let written = settle(&mut phones);
    for server in &servers {
        assert_eq!(server.count("contact"), written, "each contact once");
    }
    assert!(phones.iter().all(|phone| phone.digest() == phones[0].digest()));
    assert_eq!(database.sql("select generation from log"), "1", "the log never went back");
    let checked = servers[0].command(&["check"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

#[test]
fn a_server_that_loses_its_folder_reads_the_journal_again() {
    let database = Cluster::shared().database();
    let one = Server::empty_on(&database.url());
    let mut phones = vec![LightPhone::enrolled(&one.invite("anna", one.address()))];
    for _ in 0..20 {
        phones[0].contact();
    }
    let written = settle(&mut phones);
    let newcomer = one.beside();
    assert_eq!(await_answer("the newcomer has read", || Some(newcomer.count("contact"))), written);
}
