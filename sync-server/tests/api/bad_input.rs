use latarnia_core::sync::protocol::pack;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::town::{Town, refusal};

const JSON: &str = "application/json";

/// What it is, where it is sent, as what, the bytes, the refusal.
type Row<'a> = (&'a str, Method, &'a str, &'a str, Vec<u8>, (u16, &'a str));

#[tokio::test]
async fn bodies_that_are_not_what_they_should_be_get_a_code() {
    let town = Town::new().await;
    let cookie = town.sign_in("nadzor").await;
    let site = format!("/v1/sites/{}", town.sites[0]);
    let rows: [Row<'_>; 13] = [
        ("cut JSON", Method::POST, "/v1/session", JSON, b"{\"name\":".to_vec(), (400, "bad_json")),
        ("no JSON", Method::POST, "/v1/session", JSON, b"hello".to_vec(), (400, "bad_json")),
        ("an empty body", Method::POST, "/v1/session", JSON, vec![], (400, "bad_json")),
        (
            "wrong types",
            Method::POST,
            "/v1/session",
            JSON,
            b"{\"name\":1,\"password\":[]}".to_vec(),
            (400, "bad_input"),
        ),
        (
            "a member missing",
            Method::POST,
            "/v1/session",
            JSON,
            b"{\"name\":\"anna\"}".to_vec(),
            (400, "bad_input"),
        ),
        (
            "bad UTF-8",
            Method::POST,
            "/v1/session",
            JSON,
            b"{\"name\":\"\xff\xfe\",\"password\":\"\"}".to_vec(),
            (400, "bad_json"),
        ),
        ("a form post", Method::POST, "/v1/session", "text/plain", b"{}".to_vec(), (415, "bad_input")),
        ("3 MiB", Method::POST, "/v1/session", JSON, vec![b' '; 3 << 20], (413, "body_too_large")),
        (
            "deep nesting",
            Method::PATCH,
            &site,
            JSON,
            [b"[".repeat(10_000), b"]".repeat(10_000)].concat(),
            (400, "bad_input"),
        ),
        (
            "fields that are no object",
            Method::PATCH,
            &site,
            JSON,
            b"{\"fields\":[]}".to_vec(),
            (400, "bad_input"),
        ),
        (
            "an id that is none",
            Method::PATCH,
            "/v1/sites/17",
            JSON,
            b"{\"fields\":{}}".to_vec(),
            (400, "bad_input"),
        ),
        (
            "a worker that is none",
            Method::POST,
            "/v1/enrolments",
            JSON,
            b"{\"worker\":\"x\"}".to_vec(),
            (400, "bad_input"),
        ),
        (
            "no device name",
            Method::POST,
            "/v1/enrol",
            JSON,
            b"{\"code\":\"A\",\"device_name\":\" \",\"app_version\":\"\"}".to_vec(),
            (400, "bad_input"),
        ),
    ];
    for (what, method, path, kind, body, (status, code)) in rows {
        let request = town.request(method, path).header("cookie", &cookie).header("x-latarnia", "1");
        let answer = request.header("content-type", kind).body(body).send().await.expect("answer");
        assert_eq!(refusal(answer).await, (status, code.to_owned()), "{what}");
    }
}

#[tokio::test]
async fn a_form_with_wrong_values_names_its_fields_and_writes_nothing() {
    let town = Town::new().await;
    let cookie = town.sign_in("nadzor").await;
    let path = format!("/v1/sites/{}", town.sites[0]);
    let before = town.get_json(&cookie, &path).await;
    let rows = [
        (json!({"position": {"lat": 91, "lon": 19}}), "position", "out_of_range"),
        (json!({"position": {"lat": "x"}}), "position", "wrong_type"),
        (json!({"closed": {"ms": 0}}), "closed", "unbelievable_time"),
        (json!({"closed": {"ms": 4_200_000_000_000_i64}}), "closed", "unbelievable_time"),
        (json!({"state": "haunted"}), "state", "unknown_code"),
        (json!({"hazards": ["dragons"]}), "hazards", "unknown_code"),
        (json!({"hazards": "dogs"}), "hazards", "wrong_type"),
        (json!({"people": -1}), "people", "out_of_range"),
        (json!({"people": 1.5}), "people", "wrong_type"),
        (json!({"name": "x".repeat(121)}), "name", "too_long"),
        (json!({"category": null}), "category", "missing"),
        (json!({"position": null, "description": null}), "position", "missing_one_of"),
        (json!({"no_such_field": 1}), "no_such_field", "wrong_type"),
        (json!({"name": "good", "people": "bad"}), "people", "wrong_type"),
    ];
    for (fields, field, problem) in rows {
        let answer = town.change(&cookie, Method::PATCH, &path, json!({"fields": fields})).await;
        assert_eq!(answer.status().as_u16(), 422, "{fields}");
        let told: Value = answer.json().await.expect("json");
        let first = &told["error"]["fields"][0];
        assert_eq!((&first["field"], &first["problem"]), (&json!(field), &json!(problem)), "{fields}");
    }
    assert_eq!(town.get_json(&cookie, &path).await, before);
}

#[tokio::test]
async fn sync_messages_that_cannot_be_read_get_a_code_and_change_nothing() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let squeeze = |plain: &[u8]| zstd::encode_all(plain, 3).expect("packs");
    let bomb = zstd::encode_all(vec![b' '; 64 << 20].as_slice(), 19).expect("packs");
    let mut zero = town.message(&phone, 0, &[town.contact(1)]);
    zero.first = 0;
    let many: Vec<String> = (0..501).map(|_| town.contact(1)).collect();
    let rows: [(&str, Vec<u8>, (u16, &str)); 10] = [
        ("noise", b"noise".to_vec(), (400, "bad_input")),
        ("plain JSON", b"{}".to_vec(), (400, "bad_input")),
        ("nothing", vec![], (400, "bad_input")),
        ("packed noise", squeeze(b"noise"), (400, "bad_input")),
        ("bad UTF-8", squeeze(b"{\"proto\":1,\"now\":0,\"epoch\":\"\xff\"}"), (400, "bad_input")),
        ("wrong types", squeeze(b"{\"proto\":1,\"now\":\"soon\"}"), (400, "bad_input")),
        ("a bomb", bomb, (413, "too_large")),
        ("3 MiB", vec![0; 3 << 20], (413, "body_too_large")),
        ("counting from 0", pack(&zero).expect("packs"), (400, "bad_input")),
        ("too many", pack(&town.message(&phone, 1, &many)).expect("packs"), (413, "too_large")),
    ];
    for (what, body, (status, code)) in rows {
        let answer = town.post_sync(&phone.token, body).await;
        assert_eq!(refusal(answer).await, (status, code.to_owned()), "{what}");
    }
    assert_eq!(town.sync(&phone, 1, &[]).await.head, 0);
    let wrong_kind = town.request(Method::POST, "/v1/sync").bearer_auth(&phone.token).body("{}").send().await;
    assert_eq!(refusal(wrong_kind.expect("answer")).await, (415, "bad_input".into()));
}

#[tokio::test]
async fn clocks_at_the_ends_of_time_do_no_harm() {
    let town = Town::new().await;
    let phone = town.phone().await;
    for (seq, now) in [(1, i64::MIN), (2, i64::MAX), (3, 0), (4, 4_102_444_800_000)] {
        let mut message = town.message(&phone, seq, &[town.contact(u8::try_from(seq).expect("small"))]);
        message.now = latarnia_core::clock::Millis(now);
        let answer = town.post_sync(&phone.token, pack(&message).expect("packs")).await;
        assert_eq!(answer.status(), StatusCode::OK, "{now}");
    }
    assert_eq!(town.sync(&phone, 5, &[]).await.head, 4);
    let newest = town.get_json(&town.sign_in("nadzor").await, &format!("/v1/sites/{}", town.sites[0])).await;
    assert_eq!(newest["history"].as_array().map(Vec::len), Some(4));
}

#[tokio::test]
async fn queries_that_ask_for_what_is_not_there_get_a_code() {
    let town = Town::new().await;
    let cookie = town.sign_in("nadzor").await;
    for path in [
        "/v1/sites?state=haunted",
        "/v1/sites?category=castle",
        "/v1/sites?area=17",
        "/v1/sites?overdue=perhaps",
        "/v1/sites?colour=red",
        "/v1/sites?unvisited_days=0",
        "/v1/sites?unvisited_days=3651",
        "/v1/sites.csv?unvisited_days=1.5",
        "/v1/sites.geojson?unvisited_days=-1",
        "/v1/outings?since=yesterday",
        "/v1/audit?limit=0",
        "/v1/audit?limit=100000",
        "/v1/people/17",
    ] {
        assert_eq!(refusal(town.get(&cookie, path).await).await, (400, "bad_input".into()), "{path}");
    }
    let long = format!("/v1/people?text={}", "x".repeat(201));
    assert_eq!(refusal(town.get(&cookie, &long).await).await, (400, "bad_input".into()));
    assert_eq!(refusal(town.get(&cookie, "/v1/nothing").await).await, (404, "not_found".into()));
    let wrong = town.change(&cookie, Method::PUT, "/v1/sites", Value::Null).await;
    assert_eq!(refusal(wrong).await, (405, "method_not_allowed".into()));
}

#[tokio::test]
async fn a_search_with_signs_of_its_own_language_is_only_text() {
    let town = Town::new().await;
    let cookie = town.sign_in("nadzor").await;
    for text in ["%22", "*", "Misiek%22%20OR%201", "%25", "'", "a%00b", "%F0%9F%94%A5", "(", "NEAR(a%20b)"] {
        let answer = town.get(&cookie, &format!("/v1/people?text={text}")).await;
        assert_eq!(answer.status(), StatusCode::OK, "{text}");
        let answer = town.get(&cookie, &format!("/v1/sites?text={text}")).await;
        assert_eq!(answer.status(), StatusCode::OK, "{text}");
    }
}
