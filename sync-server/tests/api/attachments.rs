use base64::Engine as _;
use latarnia_core::id::RecordId;
use latarnia_core::record::AttachmentHash;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::program::{fine, refused};
use crate::town::{Phone, START, Town, refusal};

const PIECE: usize = 262_144;
/// Three pieces, the last one short.
const LENGTH: usize = 600_000;
const DAY: i64 = 86_400_000;

/// A JPEG that says nothing but a picture, of so many bytes; each seed makes another one.
pub fn jpeg(length: usize, seed: u8) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xda, 0, 3, 1];
    let scan = (0..length - 9).map(|at| u8::try_from(at % 250).expect("small").wrapping_add(seed) % 250);
    bytes.extend(scan);
    bytes.extend([0xff, 0xd9]);
    bytes
}

/// A recording of Opus in `WebM` as Chromium makes one, of so many bytes.
pub fn webm(length: usize) -> Vec<u8> {
    let mut bytes = [
        &b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"[..],
        b"\x16\x54\xae\x6b\x85\xae\x83\x83\x81\x02\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff",
    ]
    .concat();
    bytes.resize(length, 7);
    bytes
}

/// As a record names it.
pub fn voice(bytes: &[u8]) -> Value {
    json!({ "hash": AttachmentHash::of(bytes), "bytes": bytes.len(), "length_ms": 12_000, "taken": START.0 })
}

/// As a record names it.
pub fn photo(bytes: &[u8]) -> Value {
    let thumb = base64::engine::general_purpose::STANDARD.encode(jpeg(40, 1));
    json!({
        "hash": AttachmentHash::of(bytes), "bytes": bytes.len(), "width": 1600, "height": 1200,
        "thumb": thumb, "taken": START.0,
    })
}

/// A visit of Anna's in the north that names pictures.
pub fn visit(town: &Town, number: u8, photos: &[Value]) -> String {
    let at = json!({"ms": START.0, "offset": 60});
    let form = json!({"site": town.sites[0], "at": at, "result": "traces_only", "photos": photos});
    town.event("visit", number, form)
}

fn record(number: u8) -> RecordId {
    [number; 16].into()
}

pub fn path(number: u8, bytes: &[u8]) -> String {
    format!("/v1/attachments/{}/{}", record(number), AttachmentHash::of(bytes))
}

async fn put(town: &Town, phone: &Phone, path: &str, offset: usize, piece: &[u8]) -> Response {
    let request = town.request(Method::PUT, &format!("{path}/{offset}")).bearer_auth(&phone.token);
    let request = request.header("content-type", "application/octet-stream").body(piece.to_vec());
    request.send().await.expect("answer")
}

pub async fn put_all(town: &Town, phone: &Phone, path: &str, bytes: &[u8]) -> Response {
    let mut last = None;
    for (place, piece) in bytes.chunks(PIECE).enumerate() {
        last = Some(put(town, phone, path, place * PIECE, piece).await);
    }
    last.expect("a picture has bytes")
}

async fn held(town: &Town, phone: &Phone, path: &str) -> (u16, Option<(String, String)>) {
    let answer = town.request(Method::HEAD, path).bearer_auth(&phone.token).send().await.expect("answer");
    let header =
        |name: &str| answer.headers().get(name).map(|value| value.to_str().expect("text").to_owned());
    (answer.status().as_u16(), header("upload-offset").zip(header("upload-length")))
}

fn so_much(held: usize) -> (u16, Option<(String, String)>) {
    (200, Some((held.to_string(), LENGTH.to_string())))
}

pub async fn get(town: &Town, phone: &Phone, path: &str) -> Response {
    town.request(Method::GET, path).bearer_auth(&phone.token).send().await.expect("answer")
}

#[tokio::test]
async fn a_picture_goes_up_piece_by_piece_and_is_shown_to_those_who_may_read_its_record() {
    let town = Town::new().await;
    let (phone, bytes) = (town.phone().await, jpeg(LENGTH, 0));
    let path = path(1, &bytes);
    town.sync(&phone, 1, &[visit(&town, 1, &[photo(&bytes)])]).await;
    for (place, piece) in bytes.chunks(PIECE).enumerate() {
        assert_eq!(held(&town, &phone, &path).await, so_much(place * PIECE));
        assert_eq!(get(&town, &phone, &path).await.status(), StatusCode::NOT_FOUND, "half a picture is none");
        let answer = put(&town, &phone, &path, place * PIECE, piece).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let told: Value = answer.json().await.expect("json");
        let end = LENGTH.min((place + 1) * PIECE);
        assert_eq!(told, json!({"held": end, "bytes": LENGTH}));
    }
    assert_eq!(held(&town, &phone, &path).await, so_much(LENGTH));
    assert_eq!(get(&town, &phone, &path).await.bytes().await.expect("bytes"), bytes);

    let nadzor = town.sign_in("nadzor").await;
    for _ in 0..2 {
        let answer = town.get(&nadzor, &path).await;
        assert_eq!(answer.headers()["content-type"], "image/jpeg");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert_eq!(answer.bytes().await.expect("bytes"), bytes);
    }
    let audit = town.get_json(&nadzor, "/v1/audit").await;
    let notes = audit.as_array().expect("a list").iter().filter(|note| note["action"] == "photo_read");
    let notes: Vec<_> = notes.map(|note| (&note["kind"], &note["record"], &note["detail"])).collect();
    assert_eq!(notes, [(&json!("visit"), &json!(record(1)), &json!(""))], "who looks is noted, what is not");
}

#[tokio::test]
async fn a_range_of_a_picture_is_served_as_asked() {
    let town = Town::new().await;
    let (phone, bytes) = (town.phone().await, jpeg(LENGTH, 0));
    let path = path(1, &bytes);
    town.sync(&phone, 1, &[visit(&town, 1, &[photo(&bytes)])]).await;
    put_all(&town, &phone, &path, &bytes).await;
    let rows = [
        ("bytes=0-0", 206, "bytes 0-0/600000", 0..1),
        ("bytes=262144-524287", 206, "bytes 262144-524287/600000", 262_144..524_288),
        ("bytes=524288-", 206, "bytes 524288-599999/600000", 524_288..LENGTH),
        ("bytes=-10", 206, "bytes 599990-599999/600000", LENGTH - 10..LENGTH),
        ("bytes=0-9,20-29", 200, "", 0..LENGTH),
        ("lines=1-2", 200, "", 0..LENGTH),
    ];
    for (asked, status, told, range) in rows {
        let request = town.request(Method::GET, &path).bearer_auth(&phone.token).header("range", asked);
        let answer = request.send().await.expect("answer");
        let header = answer.headers().get("content-range").map_or("", |value| value.to_str().expect("text"));
        assert_eq!((answer.status().as_u16(), header), (status, told), "{asked}");
        assert_eq!(answer.bytes().await.expect("bytes"), bytes[range], "{asked}");
    }
    let beyond = town.request(Method::GET, &path).bearer_auth(&phone.token).header("range", "bytes=600000-");
    assert_eq!(refusal(beyond.send().await.expect("answer")).await, (416, "bad_range".into()));
}

#[tokio::test]
async fn pieces_that_are_not_what_they_should_be_get_a_code_and_change_nothing() {
    let town = Town::new().await;
    let (phone, bytes) = (town.phone().await, jpeg(LENGTH, 0));
    let path = path(1, &bytes);
    town.sync(&phone, 1, &[visit(&town, 1, &[photo(&bytes)])]).await;
    let id = record(1);
    let upper = path.replace(
        &AttachmentHash::of(&bytes).to_string(),
        &AttachmentHash::of(&bytes).to_string().to_uppercase(),
    );
    let rows = [
        ("half a piece", format!("{path}/0"), 100, (400, "bad_input")),
        ("nothing", format!("{path}/0"), 0, (400, "bad_input")),
        ("a byte too much", format!("{path}/0"), PIECE + 1, (400, "bad_input")),
        ("3 MiB", format!("{path}/0"), 3 << 20, (413, "body_too_large")),
        ("between two pieces", format!("{path}/17"), PIECE, (400, "bad_input")),
        ("beyond the end", format!("{path}/786432"), PIECE, (400, "bad_input")),
        ("beyond all numbers", format!("{path}/99999999999999999999"), PIECE, (400, "bad_input")),
        ("before the beginning", format!("{path}/-262144"), PIECE, (400, "bad_input")),
        ("a hash that is none", format!("/v1/attachments/{id}/abc/0"), PIECE, (400, "bad_input")),
        ("a hash in capitals", format!("{upper}/0"), PIECE, (400, "bad_input")),
        (
            "a record that is none",
            format!("/v1/attachments/17/{}/0", AttachmentHash::of(&bytes)),
            PIECE,
            (400, "bad_input"),
        ),
        (
            "another hash",
            format!("/v1/attachments/{id}/{}/0", AttachmentHash::of(b"x")),
            PIECE,
            (404, "not_found"),
        ),
        (
            "another record",
            format!("/v1/attachments/{}/{}/0", record(9), AttachmentHash::of(&bytes)),
            PIECE,
            (404, "not_found"),
        ),
    ];
    for (what, path, length, (status, code)) in rows {
        let request = town.request(Method::PUT, &path).bearer_auth(&phone.token);
        let request = request.header("content-type", "application/octet-stream").body(vec![7; length]);
        let told = refusal(request.send().await.expect("answer")).await;
        assert_eq!(told, (status, code.to_owned()), "{what}");
    }
    let as_json = town.request(Method::PUT, &format!("{path}/0")).bearer_auth(&phone.token);
    let told = refusal(as_json.json(&json!({})).send().await.expect("answer")).await;
    assert_eq!(told, (415, "bad_input".into()));
    let nobody = town.request(Method::PUT, &format!("{path}/0")).body(vec![7; PIECE]);
    assert_eq!(refusal(nobody.send().await.expect("answer")).await, (401, "unauthenticated".into()));
    assert_eq!(held(&town, &phone, &path).await, so_much(0));
}

#[tokio::test]
async fn a_gap_and_a_repeat_are_answered_with_where_to_go_on() {
    let town = Town::new().await;
    let (phone, bytes) = (town.phone().await, jpeg(LENGTH, 0));
    let path = path(1, &bytes);
    town.sync(&phone, 1, &[visit(&town, 1, &[photo(&bytes)])]).await;
    for (what, offset, held) in [("a gap", PIECE, 0), ("the first", 0, PIECE), ("again", 0, PIECE)] {
        let answer = put(&town, &phone, &path, offset, &bytes[offset..offset + PIECE]).await;
        assert_eq!(answer.status(), StatusCode::OK, "{what}");
        let told: Value = answer.json().await.expect("json");
        assert_eq!(told["held"], held, "{what}");
    }
}

#[tokio::test]
async fn wrong_bytes_are_told_and_the_picture_begins_anew() {
    let town = Town::new().await;
    let (phone, bytes) = (town.phone().await, jpeg(LENGTH, 0));
    let path = path(1, &bytes);
    town.sync(&phone, 1, &[visit(&town, 1, &[photo(&bytes)])]).await;
    let answer = put_all(&town, &phone, &path, &jpeg(LENGTH, 9)).await;
    assert_eq!(refusal(answer).await, (422, "wrong_hash".into()));
    assert_eq!(held(&town, &phone, &path).await, so_much(0));
    assert_eq!(put_all(&town, &phone, &path, &bytes).await.status(), StatusCode::OK);
    assert_eq!(get(&town, &phone, &path).await.bytes().await.expect("bytes"), bytes);
}

#[tokio::test]
async fn a_picture_that_tells_more_than_it_shows_is_not_taken() {
    let town = Town::new().await;
    let plain = jpeg(2000, 0);
    let bytes = [&plain[..2], b"\xff\xe1\0\x0aExif\0\0GPS", &plain[2..]].concat();
    let phone = town.phone().await;
    town.sync(&phone, 1, &[visit(&town, 1, &[photo(&bytes)])]).await;
    let answer = put_all(&town, &phone, &path(1, &bytes), &bytes).await;
    assert_eq!(refusal(answer).await, (422, "not_a_bare_jpeg".into()));
    assert_eq!(get(&town, &phone, &path(1, &bytes)).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_uploads_at_once_are_one_picture() {
    let town = std::sync::Arc::new(Town::new().await);
    let (phone, bytes) = (std::sync::Arc::new(town.phone().await), jpeg(LENGTH, 0));
    let path = path(1, &bytes);
    town.sync(&phone, 1, &[visit(&town, 1, &[photo(&bytes)])]).await;
    let mut uploads = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let (town, phone, path, bytes) = (town.clone(), phone.clone(), path.clone(), bytes.clone());
        uploads.spawn(async move { put_all(&town, &phone, &path, &bytes).await.status() });
    }
    let answers = uploads.join_all().await;
    assert!(answers.iter().all(|status| *status == StatusCode::OK), "{answers:?}");
    // Each may have overtaken the others; whoever is last finds what is left to do, if anything.
    put_all(&town, &phone, &path, &bytes).await;
    assert_eq!(get(&town, &phone, &path).await.bytes().await.expect("bytes"), bytes);
}

#[tokio::test]
async fn a_picture_of_others_and_one_that_never_was_look_the_same() {
    let town = Town::new().await;
    let (anna, bytes) = (town.phone().await, jpeg(LENGTH, 0));
    town.sync(&anna, 1, &[visit(&town, 1, &[photo(&bytes)])]).await;
    put_all(&town, &anna, &path(1, &bytes), &bytes).await;
    let (known, unknown) = (path(1, &bytes), path(1, b"never"));

    let admin = town.sign_in("admin").await;
    assert_eq!(told(town.get(&admin, &known).await).await, told(town.get(&admin, &unknown).await).await);
    let boss = town.phone_of("nadzor").await;
    assert_eq!(get(&town, &boss, &known).await.status(), StatusCode::OK, "who may read it sees it");
    assert_eq!(held(&town, &boss, &known).await, (404, None), "and still has nothing to send to it");
    assert_eq!(refusal(put(&town, &boss, &known, 0, &bytes[..PIECE]).await).await, (404, "not_found".into()));
    let nobody = town.request(Method::GET, &known).send().await.expect("answer");
    assert_eq!(refusal(nobody).await, (401, "unauthenticated".into()));

    // A record of one's own that names the picture of another gives nothing but a place to send it to.
    town.sync(&anna, 2, &[visit(&town, 2, &[photo(&bytes)])]).await;
    assert_eq!(held(&town, &anna, &path(2, &bytes)).await, so_much(0));
    assert_eq!(get(&town, &anna, &path(2, &bytes)).await.status(), StatusCode::NOT_FOUND);
}

async fn told(answer: Response) -> (u16, String) {
    (answer.status().as_u16(), answer.text().await.expect("text"))
}

#[tokio::test]
async fn a_picture_of_a_refused_record_has_no_place() {
    let town = Town::new().await;
    let (phone, bytes) = (town.phone().await, jpeg(2000, 0));
    let elsewhere =
        visit(&town, 1, &[photo(&bytes)]).replace(&town.north.to_string(), &town.south.to_string());
    let reply = town.sync(&phone, 1, &[elsewhere]).await;
    assert_eq!(reply.verdicts.len(), 1);
    let answer = put_all(&town, &phone, &path(1, &bytes), &bytes).await;
    assert_eq!(refusal(answer).await, (404, "not_found".into()));
}

#[tokio::test]
async fn a_server_full_of_pictures_takes_notes() {
    let town = Town::with_photo_space(700_000).await;
    let (phone, first, second) = (town.phone().await, jpeg(LENGTH, 0), jpeg(LENGTH, 1));
    town.sync(&phone, 1, &[visit(&town, 1, &[photo(&first)]), visit(&town, 2, &[photo(&second)])]).await;
    assert_eq!(put_all(&town, &phone, &path(1, &first), &first).await.status(), StatusCode::OK);
    let answer = put_all(&town, &phone, &path(2, &second), &second).await;
    assert_eq!(refusal(answer).await, (507, "photos_full".into()));
    assert_eq!(town.sync(&phone, 3, &[town.contact(3)]).await.head, 3);
}

#[tokio::test]
async fn a_picture_no_record_names_is_dropped_after_thirty_days() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let picture = |number: u8| jpeg(2000, number);
    let ops: Vec<String> = (1..=4).map(|n| visit(&town, n, &[photo(&picture(n))])).collect();
    town.sync(&phone, 1, &ops).await;
    let upload = async |number: u8| {
        let bytes = picture(number);
        assert_eq!(put_all(&town, &phone, &path(number, &bytes), &bytes).await.status(), StatusCode::OK);
    };
    upload(1).await;
    let form = json!({"site": town.sites[0], "at": {"ms": START.0}, "result": "traces_only"});
    let corrected = town.event("visit", 1, json!({}));
    let mut corrected: Value = serde_json::from_str(&corrected).expect("json");
    let first = format!("{}:1", phone.device);
    corrected["do"] = json!("amend");
    corrected["body"] = json!({"form": form, "saw": [first]});
    town.sync(&phone, 5, &[corrected.to_string()]).await;
    let nadzor = town.sign_in("nadzor").await;
    assert_eq!(town.get(&nadzor, &path(1, &picture(1))).await.status(), StatusCode::NOT_FOUND);
    // It is looked for once a day, when another picture comes.
    for (days, number, there) in [(1, 2, true), (29, 3, true), (1, 4, false)] {
        town.clock.advance(days * DAY);
        upload(number).await;
        let held = held(&town, &phone, &path(1, &picture(1))).await.1.expect("still its sender's").0;
        assert_eq!(held != "0", there, "after {days} more days");
    }
    assert_eq!(get(&town, &phone, &path(2, &picture(2))).await.status(), StatusCode::OK, "a named one stays");
}

#[tokio::test]
async fn a_damaged_picture_is_found_by_check() {
    let mut town = Town::in_a_file().await;
    let (phone, bytes) = (town.phone().await, jpeg(LENGTH, 0));
    town.sync(&phone, 1, &[visit(&town, 1, &[photo(&bytes)])]).await;
    put_all(&town, &phone, &path(1, &bytes), &bytes).await;
    town.stop().await;
    assert_eq!(fine(town.data.path(), &["check"], ""), "sound\n");
    let db = rusqlite::Connection::open(town.data.path().join("registry.db")).expect("open");
    let damage = "update attachment_piece set bytes = zeroblob(length(bytes)) where place = 1";
    db.execute(damage, []).expect("damaged");
    let told = refused(town.data.path(), &["check"], "");
    assert!(told.contains(&record(1).to_string()) && told.contains("1 problems"), "{told}");
}

#[tokio::test]
async fn a_note_by_voice_is_heard_at_the_console_and_that_is_noted() {
    let town = Town::new().await;
    let (phone, bytes, picture) = (town.phone().await, webm(LENGTH), jpeg(2000, 0));
    let told = |number, bytes: &[u8]| {
        let at = json!({"ms": START.0, "offset": 60});
        let form = json!({"site": town.sites[0], "at": at, "kind": "met", "heads": 1, "voice": voice(bytes)});
        town.event("contact", number, form)
    };
    town.sync(&phone, 1, &[told(1, &bytes), told(2, &picture)]).await;
    assert_eq!(put_all(&town, &phone, &path(1, &bytes), &bytes).await.status(), StatusCode::OK);
    let refused = put_all(&town, &phone, &path(2, &picture), &picture).await;
    assert_eq!(refusal(refused).await, (422, "not_a_sound".into()));

    let nadzor = town.sign_in("nadzor").await;
    let heard = town.get(&nadzor, &path(1, &bytes)).await;
    assert_eq!(heard.headers()["content-type"], "audio/webm");
    assert_eq!(heard.bytes().await.expect("bytes"), bytes);
    let audit = town.get_json(&nadzor, "/v1/audit").await;
    let notes = audit.as_array().expect("a list").iter().filter(|note| note["action"] == "voice_read");
    assert_eq!(notes.map(|note| &note["record"]).collect::<Vec<_>>(), [&json!(record(1))]);
}
