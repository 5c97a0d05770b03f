use std::time::Duration;

use reqwest::Response;
use serde_json::Value;

use crate::town::Town;

/// The next event's data; comments are passed over.
async fn next(stream: &mut Response) -> Option<Value> {
    let read = async {
        let mut text = String::new();
        while let Some(chunk) = stream.chunk().await.ok()? {
            text.push_str(std::str::from_utf8(&chunk).expect("text"));
            let data = text.lines().find_map(|line| line.strip_prefix("data: "));
            if let Some(data) = data.filter(|_| text.ends_with("\n\n")) {
                assert!(text.contains("event: change"), "{text}");
                return serde_json::from_str(data).ok();
            }
        }
        None
    };
    tokio::time::timeout(Duration::from_secs(20), read).await.expect("an event or the end")
}

#[tokio::test]
async fn a_push_is_told_to_every_open_console() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let (nadzor, admin) = (town.sign_in("nadzor").await, town.sign_in("admin").await);
    let mut streams = [town.get(&nadzor, "/v1/events").await, town.get(&admin, "/v1/events").await];
    town.sync(&phone, 1, &[town.contact(1)]).await;
    for stream in &mut streams {
        let change = next(stream).await.expect("a change");
        assert_eq!(change["kinds"][0], "contact");
        assert!(change["number"].as_u64().is_some_and(|number| number > 0));
    }
}

#[tokio::test]
async fn a_sync_that_brings_nothing_new_tells_nobody() {
    let town = Town::new().await;
    let phone = town.phone().await;
    town.sync(&phone, 1, &[town.contact(1)]).await;
    let mut stream = town.get(&town.sign_in("nadzor").await, "/v1/events").await;
    town.sync(&phone, 1, &[town.contact(1)]).await;
    town.sync(&phone, 2, &["{\"not\":\"an operation\"}".into()]).await;
    town.sync(&phone, 3, &[town.event("visit", 3, visit(&town))]).await;
    let change = next(&mut stream).await.expect("a change");
    assert_eq!(change["kinds"], serde_json::json!(["visit"]), "the first that is told");
}

fn visit(town: &Town) -> Value {
    serde_json::json!({"site": town.sites[0], "at": {"ms": crate::town::START.0}, "result": "empty"})
}

#[tokio::test]
async fn streams_end_when_the_server_stops() {
    let mut town = Town::new().await;
    let mut stream = town.get(&town.sign_in("nadzor").await, "/v1/events").await;
    town.stop().await;
    assert_eq!(next(&mut stream).await, None);
}

#[tokio::test]
async fn a_console_that_signed_out_hears_nothing_more() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let cookie = town.sign_in("nadzor").await;
    let mut stream = town.get(&cookie, "/v1/events").await;
    town.change(&cookie, reqwest::Method::DELETE, "/v1/session", Value::Null).await;
    town.sync(&phone, 1, &[town.contact(1)]).await;
    assert_eq!(next(&mut stream).await, None);
}
