use latarnia_core::clock::Millis;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::town::{Town, refusal};

#[tokio::test]
async fn a_code_lets_one_phone_in() {
    let town = Town::new().await;
    let answer = town.spend(&town.code().await).await;
    let enrolled: Value = answer.json().await.expect("json");
    assert_eq!(enrolled["worker"]["id"], json!(town.anna));
    assert_eq!(enrolled["worker"]["role"], "streetworker");
    assert_eq!(enrolled["areas"], json!([town.north]));
    assert_eq!(enrolled["lease_days"], 14);
    assert_eq!(enrolled["token"].as_str().map(str::len), Some(64));
}

#[tokio::test]
async fn the_code_is_shown_with_a_link_and_a_picture() {
    let town = Town::new().await;
    let cookie = town.sign_in("admin").await;
    let body = json!({"worker": town.anna});
    let answer = town.change(&cookie, Method::POST, "/v1/enrolments", body).await;
    let offer: Value = answer.json().await.expect("json");
    let code = offer["code"].as_str().expect("code");
    let link = offer["link"].as_str().expect("link");
    assert!(
        link.starts_with("latarnia://enrol?server=http%3A%2F%2F127.0.0.1%3A") && link.ends_with(code),
        "{link}"
    );
    assert!(offer["qr_svg"].as_str().expect("picture").starts_with("<svg"));
    assert_eq!(offer["expires"], json!(crate::town::START.plus(600_000)));
}

#[tokio::test]
async fn a_code_is_typed_as_people_type() {
    let town = Town::new().await;
    let typed = town.code().await.replace('-', " ").to_lowercase();
    assert_eq!(town.spend(&typed).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_code_used_twice_wrong_or_late_is_refused_alike() {
    let town = Town::new().await;
    let code = town.code().await;
    assert_eq!(town.spend(&code).await.status(), StatusCode::OK);
    assert_eq!(refusal(town.spend(&code).await).await, (403, "code_refused".into()), "used");
    let late = town.code().await;
    let last_moment = town.code().await;
    town.clock.advance(10 * 60 * Millis::SECOND - 1);
    assert_eq!(town.spend(&last_moment).await.status(), StatusCode::OK);
    town.clock.advance(1);
    for code in ["AAAA-AAAA-AA", "", late.as_str()] {
        assert_eq!(refusal(town.spend(code).await).await, (403, "code_refused".into()), "{code}");
    }
}

#[tokio::test]
async fn two_phones_racing_for_one_code_do_not_both_win() {
    let town = Town::new().await;
    let code = town.code().await;
    let (a, b) = tokio::join!(town.spend(&code), town.spend(&code));
    let mut statuses = [a.status().as_u16(), b.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403]);
}

#[tokio::test]
async fn revoking_ends_access_at_once() {
    let town = Town::new().await;
    let phone = town.phone().await;
    town.sync(&phone, 1, &[]).await;
    let cookie = town.sign_in("nadzor").await;
    let path = format!("/v1/devices/{}", phone.device);
    assert_eq!(
        town.change(&cookie, Method::DELETE, &path, Value::Null).await.status(),
        StatusCode::NO_CONTENT
    );
    let message =
        latarnia_core::sync::protocol::pack(&town.message(&phone, 1, &[town.contact(1)])).expect("packs");
    let answer = town.post_sync(&phone.token, message).await;
    assert_eq!(refusal(answer).await, (403, "device_revoked".into()));
    let devices = town.get_json(&cookie, "/v1/devices").await;
    assert_eq!(devices[0]["revoked"], true);
    let basemap =
        town.request(Method::GET, "/v1/basemap").bearer_auth(&phone.token).send().await.expect("answer");
    assert_eq!(refusal(basemap).await, (403, "device_revoked".into()));
}

#[tokio::test]
async fn the_list_says_what_a_lost_phone_held() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let mut message = town.message(&phone, 1, &[]);
    message.now = message.now.plus(-7_000);
    let packed = latarnia_core::sync::protocol::pack(&message).expect("packs");
    assert_eq!(town.post_sync(&phone.token, packed).await.status(), StatusCode::OK);
    let devices = town.get_json(&town.sign_in("nadzor").await, "/v1/devices").await;
    let device = &devices[0];
    assert_eq!(device["holds"], json!({"people": 1, "sites": 1}));
    assert_eq!(device["clock_error_ms"], 7_000);
    assert_eq!(device["last_sync"], json!(crate::town::START));
    assert_eq!(device["worker_name"], "ANNA");
}

#[tokio::test]
async fn whoever_may_not_know_exact_places_gets_no_phone() {
    let town = Town::new().await;
    let cookie = town.sign_in("nadzor").await;
    let staff = town.get_json(&cookie, "/v1/workers").await;
    let admin = staff.as_array().and_then(|staff| staff.iter().find(|one| one["role"] == "administrator"));
    let body = json!({"worker": admin.expect("the administrator")["id"]});
    let answer = town.change(&cookie, Method::POST, "/v1/enrolments", body).await;
    assert_eq!(refusal(answer).await, (403, "forbidden".into()));
}
