//! Codes that work once and not for long, and phones that are shut out at once.

use latarnia_tests::phone::PIN;
use latarnia_tests::{Phone, Server, await_answer};
use serde_json::json;

fn enrol(phone: &Phone, link: &str) -> Result<serde_json::Value, serde_json::Value> {
    phone.ask("session.enrol", &json!({ "address": link, "code": "", "pin": PIN, "device_name": "Telefon" }))
}

#[test]
fn a_code_works_once_and_a_wrong_one_never() {
    let server = Server::empty();
    let link = server.invite("anna", server.address());
    enrol(&Phone::new(), &link).unwrap();
    let second = Phone::new();
    assert_eq!(enrol(&second, &link).unwrap_err()["code"], "code_refused");
    let wrong = format!("latarnia://enrol?server={}&code=AAAA-AAAA-AA", server.address());
    assert_eq!(enrol(&second, &wrong).unwrap_err()["code"], "code_refused");
    assert_eq!(
        second.call("session.show", &json!({}))["state"],
        "not_enrolled",
        "a refused code leaves nothing"
    );
    enrol(&second, &server.invite("anna", server.address())).expect("a new code works");
}

#[test]
fn a_revoked_phone_is_shut_out_and_empties_itself() {
    let server = Server::empty();
    let phone = Phone::enrolled(&server.invite("anna", server.address()));
    let office = server.sign_in("admin");
    let device = office.get("/v1/devices")[0]["id"].as_str().unwrap().to_owned();
    office.delete(&format!("/v1/devices/{device}"));
    let _ = phone.ask("sync.start", &json!({}));
    await_answer("the phone to empty itself", || {
        (phone.call("session.show", &json!({}))["state"] == "not_enrolled").then_some(())
    });
    let left: Vec<_> =
        std::fs::read_dir(phone.folder()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("phone.db")), "{left:?}");
}
