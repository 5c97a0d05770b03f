//! Pictures of places: taken without a network, sent piece by piece, and never telling where they were.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use latarnia_core::record::{AttachmentHash, is_bare_jpeg};
use latarnia_tests::camera::{GPS_NAME, MAKER, photograph};
use latarnia_tests::{Console, Network, Phone, Server, Weather, await_answer};
use serde_json::{Value, json};

const PIECE: usize = 262_144;

fn attach(phone: &Phone, file: &[u8]) -> Value {
    phone.call("photo.attach", &json!({ "file": BASE64.encode(file) }))
}

pub fn new_site(phone: &Phone) -> Value {
    let area = phone.call("outing.choices", &json!({}))["areas"][0]["id"].clone();
    let site = json!({ "category": "heating_duct", "position": { "lat": 51.93, "lon": 19.42 } });
    phone.call("site.add", &json!({ "area": area, "site": site }))["row"]["id"].clone()
}

/// A visit that names these pictures.
fn visit(phone: &Phone, site: &Value, photos: &[Value]) -> String {
    let visit = json!({ "site": site, "result": "traces_only", "photos": photos });
    let saved = phone.call("visit.record", &json!({ "visit": visit }));
    saved["id"].as_str().unwrap().to_owned()
}

fn waiting(phone: &Phone) -> usize {
    phone.call("sync.show", &json!({}))["photos"]["waiting"].as_array().unwrap().len()
}

fn await_sent(phone: &Phone) {
    await_answer("the pictures are sent", || (waiting(phone) == 0).then_some(()));
}

/// How many bytes of pictures the server holds.
fn held(server: &Server) -> usize {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let db = rusqlite::Connection::open_with_flags(server.folder().join("registry.db"), flags).unwrap();
    let sum = "select coalesce(sum(length(bytes)), 0) from attachment_piece";
    usize::try_from(db.query_row(sum, [], |row| row.get::<_, i64>(0)).unwrap()).unwrap()
}

fn picture(console: &Console, record: &str, photo: &Value) -> (u16, Vec<u8>) {
    console.bytes(&format!("/v1/attachments/{record}/{}", photo["hash"].as_str().unwrap()))
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

#[test]
fn a_picture_taken_offline_survives_a_dead_battery_and_reaches_the_console() {
    let server = Server::empty();
    let network = Network::to(server.address());
    let mut phone = Phone::enrolled(&server.invite("anna", network.address()));
    let site = new_site(&phone);
    phone.sync();

    network.set(Weather::Down);
    let photo = attach(&phone, &photograph(3200, 2400, 7));
    phone.die_and_return();
    let visit = visit(&phone, &site, std::slice::from_ref(&photo));
    phone.die_and_return();
    let whole = phone.call("attachment.show", &json!({ "record": visit, "hash": photo["hash"] }));
    assert!(whole["file"].is_string() && whole["unsent"] == true, "it is on the phone");

    // The note goes first, and the console shows the preview before the picture is there.
    network.set(Weather::FewLongRequests(0));
    phone.sync();
    let console = server.sign_in("nadzor");
    let card = console.get(&format!("/v1/sites/{}", site.as_str().unwrap()));
    assert_eq!(card["history"][0]["form"]["photos"][0], photo);
    assert_eq!(picture(&console, &visit, &photo).0, 404);
    assert_eq!((waiting(&phone), held(&server)), (1, 0));

    // Killed while it sends: what the server has is not sent again.
    let bytes = usize::try_from(photo["bytes"].as_u64().unwrap()).unwrap();
    assert!(bytes > PIECE, "more than one piece, or nothing is resumed: {bytes}");
    network.set(Weather::FewLongRequests(1));
    phone.die_and_return();
    await_answer("the first piece is there", || (held(&server) == PIECE).then_some(()));
    phone.die();
    network.set(Weather::Fine);
    let before = network.carried();
    phone.start();
    phone.call("session.unlock", &json!({ "pin": latarnia_tests::phone::PIN }));
    await_sent(&phone);
    assert!(network.carried() - before < bytes, "the first piece did not go again");

    let (status, shown) = picture(&console, &visit, &photo);
    assert_eq!(status, 200);
    assert_eq!(AttachmentHash::of(&shown).to_string(), photo["hash"].as_str().unwrap());
    assert_eq!(shown, BASE64.decode(whole["file"].as_str().unwrap()).unwrap());
    let audit = console.get("/v1/audit");
    assert!(audit.as_array().unwrap().iter().any(|note| note["action"] == "photo_read"));
}

#[test]
fn a_colleagues_phone_shows_the_preview_at_once_and_fetches_the_picture_when_somebody_looks() {
    let server = Server::empty();
    let network = Network::to(server.address());
    let anna = Phone::enrolled(&server.invite("anna", server.address()));
    let site = new_site(&anna);
    let photo = attach(&anna, &photograph(1200, 900, 3));
    let visit = visit(&anna, &site, std::slice::from_ref(&photo));
    anna.sync();
    await_sent(&anna);

    let bartek = Phone::enrolled(&server.invite("bartek", network.address()));
    let card = bartek.call("site.show", &json!({ "id": site }));
    assert_eq!(card["history"][0]["form"]["photos"][0]["thumb"], photo["thumb"]);
    let which = json!({ "record": visit, "hash": photo["hash"] });
    network.set(Weather::Down);
    assert!(bartek.call("attachment.show", &which)["file"].is_null());
    let failed = await_answer("it says why", || {
        bartek.call("attachment.show", &which)["failed"].as_str().map(str::to_owned)
    });
    assert_eq!(failed, "unreachable");
    network.set(Weather::Fine);
    bartek.call("attachment.show", &json!({ "record": visit, "hash": photo["hash"], "again": true }));
    let shown = await_answer("it is here", || {
        bartek.call("attachment.show", &which)["file"].as_str().map(str::to_owned)
    });
    assert_eq!(
        AttachmentHash::of(&BASE64.decode(shown).unwrap()).to_string(),
        photo["hash"].as_str().unwrap()
    );
    assert_eq!(waiting(&bartek), 0, "it is not his to send");
}

#[test]
fn pictures_wait_for_wifi_and_notes_do_not() {
    let server = Server::empty();
    let phone = Phone::enrolled(&server.invite("anna", server.address()));
    phone.call("connection.tell", &json!({ "connection": "metered" }));
    let site = new_site(&phone);
    let photos: Vec<Value> = (0..2).map(|seed| attach(&phone, &photograph(600, 400, seed))).collect();
    visit(&phone, &site, &photos);
    phone.sync();
    assert_eq!(server.count("visit"), 1);
    let queue = phone.call("sync.show", &json!({}))["photos"].clone();
    assert_eq!((&queue["on_hold"], queue["waiting"].as_array().unwrap().len()), (&json!(true), 2));
    assert_eq!(held(&server), 0);

    phone.call("attachment.send_now", &json!({}));
    await_sent(&phone);
    assert!(held(&server) > 0);

    visit(&phone, &site, &[attach(&phone, &photograph(600, 400, 9))]);
    phone.sync();
    assert_eq!(waiting(&phone), 1, "'now' was for those that waited then");
    phone.call("connection.tell", &json!({ "connection": "unmetered" }));
    await_sent(&phone);

    phone.call("connection.tell", &json!({ "connection": "metered" }));
    visit(&phone, &site, &[attach(&phone, &photograph(600, 400, 11))]);
    phone.sync();
    assert_eq!(waiting(&phone), 1);
    let mut settings = phone.call("settings.show", &json!({}));
    settings["photos_on_wifi_only"] = json!(false);
    phone.call("settings.change", &settings);
    await_sent(&phone);
}

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

#[test]
fn no_picture_lies_on_the_phone_in_clear_and_no_place_on_the_server() {
    let server = Server::empty();
    let mut phone = Phone::enrolled(&server.invite("anna", server.address()));
    let site = new_site(&phone);
    let photo = attach(&phone, &photograph(1600, 1200, 5));
    let visit = visit(&phone, &site, std::slice::from_ref(&photo));
    let which = json!({ "record": visit, "hash": photo["hash"] });
    let jpeg = BASE64.decode(phone.call("attachment.show", &which)["file"].as_str().unwrap()).unwrap();
    assert!(is_bare_jpeg(&jpeg) && !holds(&jpeg, b"Exif"));
    let thumb = BASE64.decode(photo["thumb"].as_str().unwrap()).unwrap();
    phone.die();
    let on_phone = files(phone.folder());
    assert!(on_phone.iter().any(|(_, bytes)| bytes.len() > jpeg.len()), "the pictures are somewhere");
    let tables = &jpeg[..64];
    let middle = &jpeg[jpeg.len() / 2..jpeg.len() / 2 + 32];
    for (name, bytes) in &on_phone {
        for (what, secret) in [
            ("a JPEG's header", b"\xff\xd8\xff\xe0\0\x10JFIF".as_slice()),
            ("its tables", tables),
            ("its middle", middle),
            ("the preview", &thumb[thumb.len() - 32..]),
            ("the preview in base64", &photo["thumb"].as_str().unwrap().as_bytes()[..64]),
            ("the place", GPS_NAME.as_bytes()),
            ("the camera", MAKER.as_bytes()),
        ] {
            assert!(!holds(bytes, secret), "{what} stands in {name}");
        }
    }
    phone.start();
    phone.call("session.unlock", &json!({ "pin": latarnia_tests::phone::PIN }));
    phone.sync();
    await_sent(&phone);
    for (name, bytes) in files(server.folder()) {
        for told in [GPS_NAME.as_bytes(), MAKER.as_bytes(), b"Exif\0\0"] {
            assert!(!holds(&bytes, told), "{} stands in {name}", String::from_utf8_lossy(told));
        }
    }
    assert!(!server.log().contains(photo["hash"].as_str().unwrap()), "no picture's name is logged");
}

#[test]
fn what_cannot_be_a_picture_is_refused_in_words_and_changes_nothing() {
    let server = Server::empty();
    let phone = Phone::enrolled(&server.invite("anna", server.address()));
    let rows = [
        (json!({ "file": BASE64.encode(b"hello") }), "photo_unreadable"),
        (json!({ "file": "" }), "photo_unreadable"),
        (json!({ "file": "not base64!" }), "bad_input"),
        (json!({ "file": BASE64.encode(vec![0; 25 << 20]) }), "photo_too_large"),
        (json!({}), "bad_input"),
    ];
    for (input, code) in rows {
        assert_eq!(phone.ask("photo.attach", &input).unwrap_err()["code"], code);
    }
    let nobody =
        json!({ "record": "00000000-0000-4000-8000-000000000000", "hash": AttachmentHash::of(b"x") });
    assert_eq!(phone.ask("attachment.show", &nobody).unwrap_err()["code"], "not_found");
    let site = new_site(&phone);
    let photo = attach(&phone, &photograph(300, 200, 1));
    phone.call("attachment.discard", &json!({ "hash": photo["hash"] }));
    let gone = json!({ "visit": { "site": site, "result": "traces_only", "photos": [photo] } });
    let told = phone.ask("visit.record", &gone).unwrap_err();
    assert_eq!((&told["code"], &told["fields"][0]["problem"]), (&json!("invalid"), &json!("photo_gone")));
    phone.call("session.lock", &json!({}));
    let file = json!({ "file": BASE64.encode(photograph(300, 200, 1)) });
    assert_eq!(phone.ask("photo.attach", &file).unwrap_err()["code"], "locked");
}
