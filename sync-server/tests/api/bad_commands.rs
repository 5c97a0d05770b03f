//! Every subcommand with what is wrong, missing or meant to harm: a sentence, a failing exit code, and
//! nothing changed.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use latarnia_core::access::{Principal, Role};
use latarnia_core::clock::{Clock, SystemClock};
use latarnia_core::id::WorkerId;
use latarnia_core::record::Kind;
use latarnia_server::registry::{Deed, Note, Opened, Stroke};
use serde_json::{Value, json};

use crate::program::{PASSWORD, centre, latarnia, refused, said, state};
use crate::town::{START, Town};

#[test]
fn wrong_words_and_missing_ones_are_told_and_change_nothing() {
    let data = centre();
    let before = state(data.path());
    let add = |name: &'static str, full: &'static str, role: &'static str| {
        vec!["user", "add", name, "--full-name", full, "--role", role]
    };
    let long = "x".repeat(5000);
    let nobody = "00000000-0000-0000-0000-000000000000";
    let cases: Vec<(Vec<&str>, &str, &str)> = vec![
        // What is missing or no command at all.
        (vec![], "", "requires a subcommand"),
        (vec!["fly"], "", "unrecognized subcommand 'fly'"),
        (vec!["user"], "", "requires a subcommand"),
        (vec!["user", "add"], "", "required arguments were not provided"),
        (vec!["user", "add", "ula", "--role", "supervisor"], PASSWORD, "--full-name"),
        (vec!["user", "add", "ula", "--full-name", "U"], PASSWORD, "--role"),
        (vec!["user", "password"], "", "<NAME>"),
        (vec!["area", "add"], "", "<NAME>"),
        (vec!["device", "revoke"], "", "<ID>"),
        (vec!["device", "invite"], "", "<NAME>"),
        (vec!["backup"], "", "<FILE>"),
        (vec!["basemap", "add"], "", "<FILE>"),
        (vec!["move"], "", "--to <TO>"),
        (vec!["move", "postgres://host/latarnia"], "", "unexpected argument"),
        (vec!["check", "--deep"], "", "unexpected argument '--deep'"),
        // Names.
        (add("o", "U", "supervisor"), PASSWORD, "a sign-in name has 2 to 40"),
        (add("u la", "U", "supervisor"), PASSWORD, "a sign-in name has 2 to 40"),
        (add("'; drop table account; --", "U", "supervisor"), PASSWORD, "a sign-in name has 2 to 40"),
        (add("ula", "", "supervisor"), PASSWORD, "a name is one line of 1 to 120"),
        (add("ula", "U\nL", "supervisor"), PASSWORD, "a name is one line of 1 to 120"),
        (
            vec!["user", "add", "ula", "--full-name", &long, "--role", "supervisor"],
            PASSWORD,
            "a name is one line",
        ),
        (add("ula", "U", "king"), PASSWORD, "streetworker, supervisor or administrator"),
        (add("OLA ", "Another", "supervisor"), PASSWORD, "the name ola is taken"),
        (
            [add("ula", "U", "supervisor"), vec!["--area", "Nowhere"]].concat(),
            PASSWORD,
            "there is no area Nowhere; see `area list`",
        ),
        (vec!["area", "add", "  "], "", "a name is one line of 1 to 120"),
        (vec!["area", "add", "Za\u{1b}[2Jtorze"], "", "a name is one line of 1 to 120"),
        (vec!["area", "add", &long], "", "a name is one line of 1 to 120"),
        (vec!["area", "add", " Zatorze "], "", "there is an area Zatorze already"),
        // Passwords.
        (add("ula", "U", "supervisor"), "", "at least 10 characters and at most 256 bytes"),
        (add("ula", "U", "supervisor"), "\n", "at least 10 characters"),
        (add("ula", "U", "supervisor"), "ninechars\n", "at least 10 characters"),
        (add("ula", "U", "supervisor"), &long, "at most 256 bytes"),
        (vec!["user", "password", "ola"], "short\n", "at least 10 characters"),
        (vec!["user", "password", "nobody"], PASSWORD, "nobody signs in as nobody; see `user list`"),
        // Phones.
        (vec!["device", "revoke", "17"], "", "17 is no device's id; see `device list`"),
        (vec!["device", "revoke", nobody], "", "there is no device 00000000"),
        (vec!["device", "invite", "nobody"], "", "nobody signs in as nobody; see `user list`"),
        (vec!["device", "invite", "ola", "--server", "not a url"], "", "an address is like https://"),
        (
            vec!["device", "invite", "ola", "--server", "http://latarnia.example"],
            "",
            "plain http only to this",
        ),
        // How to serve, and what to log.
        (vec!["serve", "--addr", "nonsense"], "", "invalid value 'nonsense'"),
        (vec!["serve", "--addr", "127.0.0.1:0", "--lease-days", "0"], "", "--lease-days"),
        (vec!["serve", "--addr", "127.0.0.1:0", "--sign-in-burst", "-1"], "", "'-1'"),
        (
            vec!["serve", "--addr", "127.0.0.1:0", "--public-url", "javascript:alert(1)"],
            "",
            "an address is like",
        ),
        (vec!["serve", "--addr", "127.0.0.1:0", "--organisation", ""], "", "a name is one line"),
        (vec!["--log", "!!=,[", "area", "list"], "", "--log"),
        // A registry that is somebody's.
        (vec!["demo"], "", "is not empty; the demo needs a data folder of its own"),
    ];
    for (arguments, typed, words) in cases {
        let told = refused(data.path(), &arguments, typed);
        assert!(told.contains(words), "{arguments:?}: {told}");
        // One complaint, at its end or with a usage after it.
        assert_eq!(told.matches("error:").count(), 1, "{arguments:?}: {told}");
    }
    assert_eq!(state(data.path()), before);
}

#[test]
fn bytes_that_are_no_text_are_told_and_change_nothing() {
    let data = centre();
    let before = state(data.path());
    let bad = OsStr::from_bytes(b"\xff\xfe\x80ula");
    let text = OsStr::new;
    let words = [
        vec![text("area"), text("add"), bad],
        vec![
            text("user"),
            text("add"),
            bad,
            text("--full-name"),
            text("U"),
            text("--role"),
            text("supervisor"),
        ],
        vec![
            text("user"),
            text("add"),
            text("ula"),
            text("--full-name"),
            bad,
            text("--role"),
            text("supervisor"),
        ],
        vec![text("user"), text("password"), bad],
        vec![text("device"), text("revoke"), bad],
        vec![text("device"), text("invite"), bad],
        vec![text("--log"), bad, text("area"), text("list")],
    ];
    for arguments in words {
        let output = latarnia(data.path(), &arguments, PASSWORD.as_bytes());
        assert!(!output.status.success(), "{arguments:?}");
        assert!(said(&output).contains("invalid UTF-8"), "{arguments:?}: {}", said(&output));
    }
    let add = ["user", "add", "ula", "--full-name", "U", "--role", "supervisor"];
    for arguments in [&add[..], &["user", "password", "ola"]] {
        let output = latarnia(data.path(), arguments, b"\xff\xfelong enough\xff\n");
        assert!(!output.status.success(), "{arguments:?}");
        assert!(said(&output).contains("no UTF-8 text"), "{arguments:?}: {}", said(&output));
    }
    assert_eq!(state(data.path()), before);
}

#[tokio::test]
async fn a_phone_is_invited_for_those_who_work_here_with_one() {
    let town = Town::in_a_file().await;
    // The program beside the server has the machine's clock, so the server gets it, too.
    town.clock.advance(SystemClock.now().0 - START.0);
    let data = town.data.path();
    let invite = |name: &str| {
        vec![
            "device".to_owned(),
            "invite".to_owned(),
            name.to_owned(),
            "--server".to_owned(),
            town.url.clone(),
        ]
    };
    let words = |arguments: &[String]| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        refused(data, &arguments, "")
    };
    let link = latarnia(data, &invite(" Anna"), b"");
    let link = String::from_utf8(link.stdout).expect("text");
    let code = link.trim().rsplit("code=").next().expect("a code").to_owned();
    assert!(link.starts_with("latarnia://enrol?server=http%3A%2F%2F127.0.0.1"), "{link}");
    assert_eq!(town.spend(&code).await.status(), 200);
    assert_eq!(town.spend(&code).await.status(), 403, "once");

    assert!(words(&invite("admin")).contains("works without a phone"));

    let Value::Object(left) = json!({"left": true}) else { panic!("an object") };
    let writer = Principal::new(WorkerId::from([0; 16]), Role::Administrator, [].into());
    let deed = Deed::Edit { kind: Kind::Worker, record: town.anna.into(), fields: left, writer };
    let note = Note::of_command_line("left", START);
    let registry = Opened::at(&town.place).await.expect("open").records();
    registry
        .write(Stroke { author: WorkerId::from([0; 16]), now: START, deed, note })
        .await
        .expect("written");
    let told = words(&invite("anna"));
    assert!(told.contains("anna has left"), "{told}");
}
