//! What lies on the phone's disk tells nothing.

use std::path::Path;

use latarnia_tests::phone::PIN;
use latarnia_tests::{Phone, Server};
use serde_json::json;

/// Every file below `folder`, with its bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push((entry.path().display().to_string(), std::fs::read(entry.path()).unwrap()));
        }
    }
    found
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
}

#[test]
fn no_name_note_or_place_lies_on_the_disk_in_clear() {
    let server = Server::empty();
    let mut phone = Phone::enrolled(&server.invite("anna", server.address()));
    let area = phone.call("outing.choices", &json!({}))["areas"][0]["id"].clone();
    let site = json!({
        "category": "heating_duct", "name": "Sekretny Kanał", "position": { "lat": 51.937_412, "lon": 19.428_913 },
    });
    let id = phone.call("site.add", &json!({ "area": area, "site": site }))["row"]["id"].clone();
    let contact = json!({ "kind": "met", "site": id, "note": "zażywa insulinę" });
    let person = json!({ "label": "Zenobiusz", "phone": "600 123 987" });
    phone.call("contact.record", &json!({ "contact": contact, "new_person": person }));
    phone.call("draft.keep", &json!({ "form": "contact", "body": { "note": "niedokończona tajemnica" } }));
    // Dead, so that the write-ahead log is there as a thief would find it.
    phone.die();
    let found = files(phone.folder());
    assert!(
        found.iter().any(|(name, bytes)| name.ends_with("phone.db-wal") && bytes.len() > 4096),
        "a WAL is searched"
    );
    let secrets = [
        "Sekretny",
        "Zenobiusz",
        "600 123 987",
        "insulin",
        "51.937412",
        "19.428913",
        "tajemnica",
        "heating_duct",
        PIN,
    ];
    for (name, bytes) in &found {
        for secret in secrets {
            assert!(!holds(bytes, secret), "{secret} stands in {name}");
        }
        let coordinates = [51.937_412_f64, 19.428_913].map(f64::to_le_bytes);
        assert!(
            !bytes.windows(8).any(|window| coordinates.iter().any(|c| window == c)),
            "a coordinate in {name}"
        );
    }
    phone.start();
    phone.call("session.unlock", &json!({ "pin": PIN }));
    assert_eq!(phone.call("person.list", &json!({}))[0]["label"], "Zenobiusz");
}

#[test]
fn no_name_note_place_or_secret_lies_in_the_servers_log() {
    let server = Server::empty();
    let link = server.invite("anna", server.address());
    let phone = Phone::enrolled(&link);
    let person = json!({ "label": "Zenobiusz", "phone": "600 123 987" });
    let contact = json!({
        "kind": "met", "note": "zażywa insulinę", "position": { "lat": 51.937_412, "lon": 19.428_913 },
    });
    let saved = phone.call("contact.record", &json!({ "contact": contact, "new_person": person }));
    phone.sync();
    let console = server.sign_in("nadzor");
    console.get(&format!("/v1/people/{}", saved["person"].as_str().unwrap()));
    console.ask("/v1/people?text=Zenobiusz");
    let log = server.log();
    assert!(log.contains("/v1/sync"), "it logs at all");
    let code = link.rsplit('=').next().unwrap();
    for secret in ["Zenobiusz", "600 123", "insulin", "51.937", "19.428", "latarnia-demo", code, "Wilga"] {
        assert!(!log.contains(secret), "{secret} stands in the log");
    }
}

#[test]
fn a_damaged_database_is_told_and_left_alone() {
    let server = Server::empty();
    let mut phone = Phone::enrolled(&server.invite("anna", server.address()));
    phone.call("session.lock", &json!({}));
    phone.die();
    let path = phone.folder().join("phone.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[..100].fill(0x5a);
    bytes[middle] ^= 0xff;
    std::fs::write(&path, &bytes).unwrap();
    phone.start();
    let told = phone.ask("session.unlock", &json!({ "pin": PIN })).unwrap_err();
    assert_eq!(told["code"], "database_damaged");
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "nothing was overwritten");
}
