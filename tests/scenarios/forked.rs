//! A phone's folder is copied and both copies go on: noticed, told apart, nothing lost or doubled.

use std::path::Path;

use latarnia_tests::phone::PIN;
use latarnia_tests::{Phone, Server};
use serde_json::{Value, json};

fn copy(from: &Path, to: &Path) {
    for file in std::fs::read_dir(from).expect("the folder") {
        let file = file.expect("an entry");
        let target = to.join(file.file_name());
        if file.path().is_dir() {
            std::fs::create_dir(&target).expect("a folder");
            copy(&file.path(), &target);
        } else {
            std::fs::copy(file.path(), target).expect("copied");
        }
    }
}

fn contact(phone: &Phone, site: &Value, note: &str) {
    let form = json!({ "kind": "met", "heads": 1, "site": site, "note": note });
    phone.call("contact.record", &json!({ "contact": form, "given": [] }));
}

#[test]
fn a_copied_phone_goes_on_under_a_new_identity_and_nothing_is_lost() {
    let server = Server::empty();
    let mut anna = Phone::enrolled(&server.invite("anna", server.address()));
    let area = anna.call("outing.choices", &json!({}))["areas"][0]["id"].clone();
    let site = json!({ "category": "heating_duct", "name": "Węzeł", "description": "przy garażach" });
    let site = anna.call("site.add", &json!({ "area": area, "site": site }))["row"]["id"].clone();
    anna.sync();
    let folder = tempfile::tempdir().expect("a folder");
    anna.die();
    copy(anna.folder(), folder.path());
    anna.start();
    anna.call("session.unlock", &json!({ "pin": PIN }));
    contact(&anna, &site, "pierwszy telefon");
    anna.sync();

    let other = Phone::in_folder(folder.path());
    other.call("session.unlock", &json!({ "pin": PIN }));
    contact(&other, &site, "drugi telefon");
    assert_eq!(other.await_failed_sync(), "forked");
    assert_eq!(other.waiting(), 1, "it is kept");

    let strangers = server.invite("bartek", server.address());
    let wrong = json!({ "address": strangers, "code": "", "device_name": "Telefon" });
    assert_eq!(other.ask("session.enrol_again", &wrong).unwrap_err()["code"], "other_worker");
    let link = server.invite("anna", server.address());
    let again = json!({ "address": link, "code": "", "device_name": "Telefon po kopii" });
    other.call("session.enrol_again", &again);
    other.sync();
    anna.sync();

    assert_eq!(server.count("contact"), 2);
    for phone in [&anna, &other] {
        let card = phone.call("site.show", &json!({ "id": site }));
        assert_eq!(card["history"].as_array().expect("entries").len(), 2);
        assert_eq!(phone.waiting(), 0);
    }
}
