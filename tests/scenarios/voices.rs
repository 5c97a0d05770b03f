//! Notes by voice: recorded without a network, sent as pictures are, heard by colleagues and at the console,
//! and gone with whom they are about.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use latarnia_core::record::AttachmentHash;
use latarnia_tests::{Network, Phone, Server, Weather, await_answer};
use serde_json::{Value, json};

use crate::photos::new_site;

/// A recording of Opus in `WebM` as Chromium makes one, of so many bytes.
fn webm(length: usize) -> Vec<u8> {
    let mut bytes = [
        &b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"[..],
        b"\x16\x54\xae\x6b\x85\xae\x83\x83\x81\x02\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff",
    ]
    .concat();
    bytes.resize(length, 7);
    bytes
}

fn speak(phone: &Phone, file: &[u8]) -> Value {
    phone.call("voice.attach", &json!({ "file": BASE64.encode(file), "length_ms": 31_400 }))
}

fn waiting(phone: &Phone) -> Value {
    phone.call("sync.show", &json!({}))["photos"]["waiting"].clone()
}

fn await_sent(phone: &Phone) {
    await_answer("it is sent", || (waiting(phone) == json!([])).then_some(()));
}

#[test]
fn a_note_by_voice_survives_a_dead_battery_is_heard_elsewhere_and_goes_with_whom_it_is_about() {
    let server = Server::empty();
    let network = Network::to(server.address());
    let mut anna = Phone::enrolled(&server.invite("anna", network.address()));
    let site = new_site(&anna);
    anna.sync();
    network.set(Weather::Down);
    let bytes = webm(600_000);
    let voice = speak(&anna, &bytes);
    anna.die_and_return();
    let person = json!({ "label": "Ela od kotów", "level": "level_1" });
    let contact = json!({ "kind": "met", "site": site, "voice": voice });
    let saved = anna.call("contact.record", &json!({ "contact": contact, "new_person": person }));
    anna.die_and_return();
    let which = json!({ "record": saved["id"], "hash": voice["hash"] });
    let here = anna.call("attachment.show", &which);
    assert_eq!((&here["media"], &here["unsent"]), (&json!("audio/webm"), &json!(true)));
    assert_eq!(BASE64.decode(here["file"].as_str().unwrap()).unwrap(), bytes);
    assert_eq!(waiting(&anna)[0]["media"], "sound");

    // Notes do not wait for Wi-Fi, recordings do.
    anna.call("connection.tell", &json!({ "connection": "metered" }));
    network.set(Weather::Fine);
    anna.sync();
    let state = anna.call("sync.show", &json!({}));
    assert_eq!((&state["waiting"], &state["photos"]["on_hold"]), (&json!(0), &json!(true)));
    anna.call("attachment.send_now", &json!({}));
    await_sent(&anna);

    let bartek = Phone::enrolled(&server.invite("bartek", server.address()));
    bartek.sync();
    bartek.call("attachment.show", &which);
    let heard = await_answer("it is here", || {
        bartek.call("attachment.show", &which)["file"].as_str().map(str::to_owned)
    });
    assert_eq!(BASE64.decode(heard).unwrap(), bytes);

    let console = server.sign_in("nadzor");
    let path = format!("/v1/attachments/{}/{}", saved["id"].as_str().unwrap(), AttachmentHash::of(&bytes));
    assert_eq!(console.bytes(&path), (200, bytes));
    let person = saved["person"].as_str().unwrap();
    let order = json!({ "fields": [], "reason": "asked", "confirm": "Ela od kotów" });
    console.order(&format!("/v1/people/{person}/erasure"), &order);
    assert_eq!(console.bytes(&path).0, 404);
    for phone in [&anna, &bartek] {
        phone.sync();
        assert_eq!(phone.ask("attachment.show", &which).unwrap_err()["code"], "not_found");
    }
}

#[test]
fn what_is_no_recording_or_too_long_is_told_and_not_kept() {
    let server = Server::empty();
    let phone = Phone::enrolled(&server.invite("anna", server.address()));
    let rows = [
        ("words", b"Ela mowi, ze wraca".to_vec(), 1000, "voice_unreadable"),
        ("nothing", vec![], 1000, "voice_unreadable"),
        ("no time at all", webm(3000), 0, "voice_unreadable"),
        ("more than two minutes", webm(3000), 120_001, "voice_too_long"),
        ("more than two megabytes", webm(2 * 1024 * 1024 + 1), 1000, "voice_too_long"),
    ];
    for (what, file, length_ms, code) in rows {
        let input = json!({ "file": BASE64.encode(file), "length_ms": length_ms });
        assert_eq!(phone.ask("voice.attach", &input).unwrap_err()["code"], code, "{what}");
    }
    let voice = speak(&phone, &webm(3000));
    phone.call("attachment.discard", &json!({ "hash": voice["hash"] }));
    let contact = json!({ "contact": { "kind": "met", "voice": voice } });
    let refused = phone.ask("contact.record", &contact).unwrap_err();
    assert_eq!(refused["fields"][0], json!({ "field": "voice", "problem": "sound_gone" }));
}
