//! Two programs on the files of one phone.

use latarnia_tests::phone::PIN;
use latarnia_tests::{Phone, Server};
use serde_json::json;

#[test]
fn a_second_program_on_the_same_folder_is_kept_out_until_the_first_lets_go() {
    let server = Server::empty();
    let mut first = Phone::enrolled(&server.invite("anna", server.address()));
    let second = Phone::in_folder(first.folder());
    let pin = json!({ "pin": PIN });

    assert_eq!(second.call("session.show", &json!({}))["state"], "locked");
    let refused = second.ask("session.unlock", &pin).unwrap_err();
    assert_eq!(refused["code"], "in_use");
    assert!(refused["detail"].as_str().unwrap().contains("another program"), "{refused}");
    let wrong = second.ask("session.unlock", &json!({ "pin": "000000" })).unwrap_err();
    assert_eq!(wrong["code"], "in_use", "nobody tries PINs beside an open phone");

    first.call("session.lock", &json!({}));
    second.call("session.unlock", &pin);
    assert_eq!(first.ask("session.unlock", &pin).unwrap_err()["code"], "in_use");
    second.call("session.lock", &json!({}));

    // A crash lets go as well.
    first.call("session.unlock", &pin);
    first.die();
    second.call("session.unlock", &pin);
}

#[test]
fn two_programs_do_not_enrol_in_one_folder_at_once() {
    let server = Server::empty();
    let folder = tempfile::tempdir().unwrap();
    let phones = [Phone::in_folder(folder.path()), Phone::in_folder(folder.path())];
    let links = [(); 2].map(|()| server.invite("anna", server.address()));
    let outcomes = std::thread::scope(|scope| {
        let enrolling: Vec<_> = phones
            .iter()
            .zip(&links)
            .map(|(phone, link)| {
                let form = json!({ "address": link, "code": "", "pin": PIN, "device_name": "Telefon" });
                scope.spawn(move || phone.ask("session.enrol", &form))
            })
            .collect();
        enrolling.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
    });
    let refused: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    assert_eq!(refused.len(), 1, "{outcomes:?}");
    let code = refused[0]["code"].as_str().unwrap();
    assert!(["in_use", "already_enrolled"].contains(&code), "{code}");
}
