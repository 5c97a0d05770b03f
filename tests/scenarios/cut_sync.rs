//! A push cut at every class of byte boundary, and a server killed under a phone.

use latarnia_tests::{Network, Phone, Server, Weather};
use serde_json::json;

fn contact(phone: &Phone) {
    phone.call("contact.record", &json!({ "contact": { "kind": "met", "heads": 1 } }));
}

fn contacts_on_server(server: &Server) -> usize {
    server.count("contact")
}

#[test]
fn a_push_cut_before_during_and_after_the_commit_ends_with_each_contact_once() {
    let server = Server::empty();
    let network = Network::to(server.address());
    let phone = Phone::enrolled(&server.invite("anna", network.address()));
    let mut made = 0;
    let weathers = [
        Weather::CutRequest(10),
        Weather::CutRequest(200),
        Weather::CutRequest(usize::MAX),
        Weather::CutAnswer(0),
        Weather::CutAnswer(40),
        Weather::CutAnswer(usize::MAX),
    ];
    for weather in weathers {
        network.set(weather);
        contact(&phone);
        made += 1;
        let failed = phone.await_failed_sync();
        assert_eq!(failed, "unreachable", "{weather:?}");
        assert!(phone.waiting() > 0, "{weather:?}: nothing is done before the server's answer");
        network.set(Weather::Fine);
        phone.sync();
        assert_eq!(contacts_on_server(&server), made, "{weather:?}");
    }
    network.set(Weather::Repeats);
    contact(&phone);
    phone.sync();
    assert_eq!(contacts_on_server(&server), made + 1, "a repeated push changes nothing");
}

#[test]
fn a_server_told_to_stop_ends_cleanly_and_goes_on_later() {
    let mut server = Server::empty();
    let phone = Phone::enrolled(&server.invite("anna", server.address()));
    contact(&phone);
    phone.sync();
    assert!(server.stop(), "it ends by itself, with success");
    contact(&phone);
    server.start();
    phone.sync();
    assert_eq!(contacts_on_server(&server), 2);
}

#[test]
fn a_server_killed_between_two_syncs_loses_nothing() {
    let mut server = Server::empty();
    let phone = Phone::enrolled(&server.invite("anna", server.address()));
    for n in 1..=5 {
        contact(&phone);
        phone.sync();
        server.kill();
        contact(&phone);
        assert_eq!(phone.await_failed_sync(), "unreachable");
        server.start();
        phone.sync();
        assert_eq!(contacts_on_server(&server), 2 * n);
    }
}
