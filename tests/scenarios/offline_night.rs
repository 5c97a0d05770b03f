//! E1 of the domain: a night patrol with no network, killed twice, a note cut off by a dead battery.

use std::collections::BTreeSet;

use latarnia_tests::{Network, Phone, Server, Weather, await_answer};
use serde_json::{Value, json};

struct Night {
    phone: Phone,
    outing: Value,
    sites: Vec<Value>,
    people: Vec<Value>,
    met: BTreeSet<String>,
}

impl Night {
    fn visit(&self, n: usize) {
        let site = &self.sites[n]["id"];
        let visit = json!({ "site": site, "outing": self.outing, "result": "people_met", "heads": 1 });
        self.phone.call("visit.record", &json!({ "visit": visit }));
    }

    fn contact(&mut self, mut contact: Value, more: &Value) {
        contact["outing"] = self.outing.clone();
        let mut input = json!({ "contact": contact });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let recorded = self.phone.call("contact.record", &input);
        self.met.extend(recorded["person"].as_str().map(str::to_owned));
    }

    fn known(&mut self, n: usize) {
        let contact = json!({ "kind": "met", "person": self.people[n]["id"], "site": self.sites[n]["id"] });
        self.contact(contact, &json!({ "given": [{ "kind": "meal", "quantity": 1 }] }));
    }

    fn new_person(&mut self, n: usize) {
        let person = json!({ "label": format!("czerwona kurtka {n}"), "level": "level_1" });
        self.contact(json!({ "kind": "met", "site": self.sites[n]["id"] }), &json!({ "new_person": person }));
    }

    fn observation(&mut self) {
        self.contact(json!({ "kind": "seen_only" }), &json!({}));
    }
}

#[test]
fn a_night_without_network_arrives_whole() {
    let server = Server::of_latarnowo();
    let network = Network::to(server.address());
    let phone = Phone::enrolled(&server.invite("anna", network.address()));

    // 19:00, with network.
    let here = json!({});
    let (sites, people) = (phone.call("site.list", &here), phone.call("person.list", &here));
    let facilities = phone.call("facility.list", &here);
    assert!(sites.as_array().unwrap().len() >= 14, "{} sites", sites.as_array().unwrap().len());
    assert!(people.as_array().unwrap().len() >= 9);
    assert!(facilities.as_array().unwrap().len() >= 12);
    phone.call("basemap.fetch", &here);
    await_answer("the basemap", || {
        let map = phone.call("basemap.show", &here);
        assert!(map["failed"].is_null(), "{map}");
        (!map["here"].is_null()).then_some(())
    });

    // Until 02:00, without.
    network.set(Weather::Down);
    let choices = phone.call("outing.choices", &here);
    let me = &choices["me"];
    let partner = choices["workers"].as_array().unwrap().iter().find(|one| one["id"] != *me).unwrap();
    let area = sites[0]["area"].clone();
    let outing = json!({
        "on": "2026-11-22", "crew": [me, partner["id"]], "area": area, "temperature": -8,
        "return_by": { "ms": 4_000_000_000_000_i64, "offset": 60 },
    });
    let outing = phone.call("outing.start", &json!({ "outing": outing }))["id"].clone();
    let in_area = |rows: &Value| rows.as_array().unwrap().clone();
    let mut night =
        Night { phone, outing, sites: in_area(&sites), people: in_area(&people), met: BTreeSet::new() };

    (0..5).for_each(|n| night.visit(n));
    (0..4).for_each(|n| night.known(n));
    night.phone.die_and_return();
    (5..10).for_each(|n| night.visit(n));
    (4..9).for_each(|n| night.known(n));
    (0..5).for_each(|n| night.new_person(n));
    night.phone.die_and_return();
    (10..14).for_each(|n| night.visit(n));
    (0..8).for_each(|_| night.observation());

    let typed = json!({ "note": "Mówi, że w piątek ma komisję, prosi o" });
    night.phone.call("draft.keep", &json!({ "form": "contact", "body": typed }));
    night.phone.die_and_return();
    let drafts = night.phone.call("draft.list", &here);
    assert_eq!(drafts[0]["body"], typed, "the half note is offered again");
    let today = night.phone.call("today.show", &here);
    assert_eq!(today["outing"]["id"], night.outing, "the outing is still open");
    assert_eq!(today["outing"]["contacts"], 22);
    assert_eq!(today["outing"]["visits"], 14);
    assert_eq!(night.phone.await_failed_sync(), "unreachable", "nothing is called done without the server");
    assert!(night.phone.waiting() > 0);

    // 02:10.
    network.set(Weather::Fine);
    night.phone.sync();
    assert_eq!(night.phone.waiting(), 0);
    let console = server.sign_in("nadzor");
    let told = console.get(&format!("/v1/outings/{}", night.outing.as_str().unwrap()));
    let kinds = |kind: &str| -> Vec<Value> {
        told["history"].as_array().unwrap().iter().filter(|entry| entry["kind"] == kind).cloned().collect()
    };
    assert_eq!(kinds("visit").len(), 14);
    assert_eq!(kinds("contact").len(), 22);
    let distinct: BTreeSet<String> =
        told["history"].as_array().unwrap().iter().map(|entry| entry["id"].to_string()).collect();
    assert_eq!(distinct.len(), 36, "none doubled");
    assert_eq!(night.met.len(), 14, "nine known and five new");
    let tonight = told["outing"]["started"].as_i64().unwrap();
    for person in &night.met {
        let card = console.get(&format!("/v1/people/{person}"));
        assert!(card["row"]["last_seen"].as_i64().unwrap() >= tonight, "{person} was seen tonight");
        let contacts =
            card["history"].as_array().unwrap().iter().filter(|entry| entry["outing"] == night.outing);
        assert_eq!(contacts.count(), 1, "{person} once");
    }
}
