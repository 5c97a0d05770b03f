//! Two phones edit one site while both are offline.

use latarnia_tests::{Network, Phone, Server, Weather};
use serde_json::json;

#[test]
fn edits_of_one_site_on_two_phones_offline_are_both_kept() {
    let server = Server::empty();
    let (left, right) = (Network::to(server.address()), Network::to(server.address()));
    let anna = Phone::enrolled(&server.invite("anna", left.address()));
    let bartek = Phone::enrolled(&server.invite("bartek", right.address()));
    let area = anna.call("outing.choices", &json!({}))["areas"][0]["id"].clone();
    let site = json!({ "category": "heating_duct", "name": "Węzeł", "description": "przy garażach" });
    let id = anna.call("site.add", &json!({ "area": area, "site": site }))["row"]["id"].clone();
    anna.sync();
    bartek.sync();

    left.set(Weather::Down);
    right.set(Weather::Down);
    anna.call("site.edit", &json!({ "id": id, "fields": { "access": "od podwórza", "hazards": ["dogs"] } }));
    bartek.call("site.edit", &json!({ "id": id, "fields": { "frost_risk": true, "hazards": ["fire"] } }));
    left.set(Weather::Fine);
    right.set(Weather::Fine);
    bartek.sync();
    anna.sync();
    bartek.sync();

    let card = server.sign_in("nadzor").get(&format!("/v1/sites/{}", id.as_str().unwrap()));
    assert_eq!(card["site"]["access"], "od podwórza");
    assert_eq!(card["site"]["frost_risk"], true);
    assert_eq!(card["site"]["hazards"], json!(["dogs", "fire"]));
    for phone in [&anna, &bartek] {
        assert_eq!(phone.call("site.show", &json!({ "id": id }))["site"], card["site"]);
    }
}

#[test]
fn a_supervisors_edit_comes_back_to_the_phone() {
    let server = Server::empty();
    let anna = Phone::enrolled(&server.invite("anna", server.address()));
    let area = anna.call("outing.choices", &json!({}))["areas"][0]["id"].clone();
    let site = json!({ "category": "station", "name": "Dworzec", "description": "poczekalnia" });
    let id = anna.call("site.add", &json!({ "area": area, "site": site }))["row"]["id"].clone();
    anna.sync();
    let console = server.sign_in("nadzor");
    let path = format!("/v1/sites/{}", id.as_str().unwrap());
    console.patch(&path, &json!({ "fields": { "state": "closed" } }));
    anna.sync();
    assert_eq!(anna.call("site.show", &json!({ "id": id }))["row"]["mark"], "closed");
}
