use latarnia_core::clock::Millis;
use latarnia_server::auth::password;
use latarnia_server::registry::{Note, Opened};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::town::{START, Town, refusal};

#[tokio::test]
async fn the_right_password_opens_a_session_and_says_who_one_is() {
    let town = Town::new().await;
    let cookie = town.sign_in("anna").await;
    let me = town.get_json(&cookie, "/v1/session").await;
    assert_eq!(me["role"], "streetworker");
    assert_eq!(me["areas"], json!([{"id": town.north, "name": "Północ"}]));
    assert_eq!((&me["exact_places"], &me["sees_people"]), (&json!(true), &json!(true)));
    let admin = town.get_json(&town.sign_in("admin").await, "/v1/session").await;
    assert_eq!((&admin["exact_places"], &admin["sees_people"]), (&json!(false), &json!(false)));
}

#[tokio::test]
async fn names_are_typed_in_any_case() {
    let town = Town::new().await;
    assert_eq!(town.try_sign_in(" Anna ", crate::town::PASSWORD).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_look_the_same() {
    let town = Town::new().await;
    for (name, password) in [("anna", "wrong"), ("nobody", "wrong"), ("", ""), ("anna", "")] {
        let answer = town.try_sign_in(name, password).await;
        assert!(answer.headers().get("set-cookie").is_none());
        assert_eq!(refusal(answer).await, (401, "wrong_sign_in".into()), "{name}");
    }
}

#[tokio::test]
async fn after_five_wrong_passwords_even_the_right_one_waits() {
    let town = Town::new().await;
    for _ in 0..5 {
        assert_eq!(refusal(town.try_sign_in("anna", "wrong").await).await.0, 401);
    }
    let answer = town.try_sign_in("anna", crate::town::PASSWORD).await;
    let wait: i64 = answer.headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((1..=3).contains(&wait), "{wait}");
    assert_eq!(refusal(answer).await, (429, "too_many_attempts".into()));
    town.clock.advance(wait * Millis::SECOND);
    town.sign_in("anna").await;
}

#[tokio::test]
async fn one_address_cannot_try_without_end() {
    let town = Town::with_burst(3).await;
    let mut last = (0, String::new());
    for _ in 0..5 {
        let answer = town.spend("WRONG-CODE").await;
        let has_wait = answer.headers().contains_key("retry-after");
        last = refusal(answer).await;
        assert_eq!(last.0 == 429, has_wait);
    }
    assert_eq!(last, (429, "too_many_attempts".into()));
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_for_scripts_and_other_pages() {
    let town = Town::new().await;
    let answer = town.try_sign_in("anna", crate::town::PASSWORD).await;
    let cookie = answer.headers()["set-cookie"].to_str().expect("text").to_owned();
    for flag in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "plain http on loopback could not send it back");
}

#[tokio::test]
async fn a_change_without_our_header_is_refused() {
    let town = Town::new().await;
    let cookie = town.sign_in("nadzor").await;
    let answer =
        town.request(Method::DELETE, "/v1/session").header("cookie", &cookie).send().await.expect("answer");
    assert_eq!(refusal(answer).await, (403, "forbidden".into()));
    town.get_json(&cookie, "/v1/session").await;
}

#[tokio::test]
async fn a_session_ends_by_sign_out_and_after_twelve_hours() {
    let town = Town::new().await;
    let (first, second) = (town.sign_in("anna").await, town.sign_in("anna").await);
    assert_eq!(
        town.change(&first, Method::DELETE, "/v1/session", Value::Null).await.status(),
        StatusCode::NO_CONTENT
    );
    assert_eq!(refusal(town.get(&first, "/v1/session").await).await.0, 401);
    town.get_json(&second, "/v1/session").await;
    town.clock.advance(12 * 60 * 60 * Millis::SECOND);
    assert_eq!(refusal(town.get(&second, "/v1/session").await).await.0, 401);
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_of_the_old_one() {
    let town = Town::new().await;
    let cookie = town.sign_in("anna").await;
    // The command line works beside the running server.
    let beside = Opened::at(&town.place).await.expect("open").accounts();
    let note = Note::of_command_line("password_changed", START);
    beside.set_password(town.anna, password::hash("another one altogether"), note).await.expect("set");
    assert_eq!(refusal(town.get(&cookie, "/v1/session").await).await.0, 401);
    assert_eq!(refusal(town.try_sign_in("anna", crate::town::PASSWORD).await).await.0, 401);
    assert_eq!(town.try_sign_in("anna", "another one altogether").await.status(), StatusCode::OK);
}
