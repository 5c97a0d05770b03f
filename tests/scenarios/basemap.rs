//! The map is fetched once, over a network that breaks, and only its true bytes are used.

use std::path::PathBuf;

use latarnia_tests::{Network, Phone, Server, Weather, await_answer};
use serde_json::{Value, json};

fn fetch(phone: &Phone) -> Value {
    phone.call("basemap.fetch", &json!({}));
    await_answer("the fetch to end", || {
        let state = phone.call("basemap.show", &json!({}));
        state["fetched"].is_null().then_some(state)
    })
}

fn part(phone: &Phone) -> PathBuf {
    let files = std::fs::read_dir(phone.folder()).unwrap().map(|file| file.unwrap().path());
    files.into_iter().find(|path| path.extension().is_some_and(|ext| ext == "part")).expect("a part is kept")
}

#[test]
fn a_broken_fetch_goes_on_where_it_broke_and_wrong_bytes_are_thrown_away() {
    let server = Server::of_latarnowo();
    let network = Network::to(server.address());
    let phone = Phone::enrolled(&server.invite("anna", network.address()));

    network.set(Weather::CutLongAnswer(300_000));
    let broken = fetch(&phone);
    assert_eq!((&broken["here"], &broken["failed"]), (&Value::Null, &json!("unreachable")));
    let kept = std::fs::metadata(part(&phone)).unwrap().len();
    assert!(kept > 100_000, "{kept} bytes are kept");

    network.set(Weather::Fine);
    let mut bytes = std::fs::read(part(&phone)).unwrap();
    bytes[50_000] ^= 0xff;
    std::fs::write(part(&phone), bytes).unwrap();
    let spoilt = fetch(&phone);
    assert_eq!((&spoilt["here"], &spoilt["failed"]), (&Value::Null, &json!("refused")));

    network.set(Weather::CutLongAnswer(300_000));
    fetch(&phone);
    network.set(Weather::Fine);
    let whole = fetch(&phone);
    assert_eq!(whole["failed"], Value::Null);
    assert_eq!(whole["here"], whole["offered"]);
    let file = std::fs::read(phone.folder().join("basemap.pmtiles")).unwrap();
    assert!(file.starts_with(b"PMTiles"));
    assert_eq!(json!(file.len()), whole["here"]["bytes"]);
}
