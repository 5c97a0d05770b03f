use reqwest::Method;
use serde_json::{Value, json};

use crate::town::Town;

/// Every route and who may use it: without signing in, streetworker, supervisor, administrator,
/// volunteer.
/// 403 = the role may not; any other status says the role got past the door.
#[tokio::test]
#[expect(clippy::too_many_lines, reason = "the table is to be read on one page")]
async fn every_route_lets_in_exactly_the_roles_of_the_table() {
    let town = Town::new().await;
    let (site, person) = (town.sites[0], town.person);
    let nobody = "00000000-0000-4000-8000-000000000000";
    let photo = format!("/v1/attachments/{nobody}/{}", "0".repeat(64));
    let get = |path: &str| (Method::GET, path.to_owned(), Value::Null);
    let erasure = json!({"fields": [], "reason": "asked", "confirm": "x"});
    let days = ("2026-03-03", "2026-03-05");
    let count = json!({"name": "Liczenie", "from_day": days.0, "to_day": days.1, "form": "homeless_count"});
    let rows = [
        (get("/v1/session"), [401, 200, 200, 200, 200]),
        (get("/v1/sites"), [401, 200, 200, 200, 403]),
        (get("/v1/sites.csv"), [401, 200, 200, 200, 403]),
        (get("/v1/sites.geojson"), [401, 200, 200, 200, 403]),
        (get(&format!("/v1/sites/{site}")), [401, 200, 200, 200, 403]),
        (
            (Method::PATCH, format!("/v1/sites/{site}"), json!({"fields": {"people": 3}})),
            [401, 403, 200, 403, 403],
        ),
        (get("/v1/people"), [401, 200, 200, 403, 403]),
        (get(&format!("/v1/people/{person}")), [401, 200, 200, 403, 403]),
        (
            (Method::PATCH, format!("/v1/people/{person}"), json!({"fields": {"birth_year": 1968}})),
            [401, 403, 200, 403, 403],
        ),
        (get("/v1/review"), [401, 403, 200, 403, 403]),
        (get("/v1/erasures"), [401, 403, 200, 403, 403]),
        (
            (Method::POST, format!("/v1/people/{nobody}/links"), json!({"other": person})),
            [401, 403, 404, 403, 403],
        ),
        (
            (Method::DELETE, format!("/v1/people/{nobody}/links/{person}"), Value::Null),
            [401, 403, 404, 403, 403],
        ),
        (
            (Method::POST, format!("/v1/people/{nobody}/different"), json!({"other": person})),
            [401, 403, 404, 403, 403],
        ),
        (
            (Method::DELETE, format!("/v1/people/{nobody}/different/{person}"), Value::Null),
            [401, 403, 404, 403, 403],
        ),
        (
            (Method::POST, format!("/v1/sites/{nobody}/links"), json!({"other": site})),
            [401, 403, 404, 403, 403],
        ),
        (
            (Method::DELETE, format!("/v1/sites/{nobody}/links/{site}"), Value::Null),
            [401, 403, 404, 403, 403],
        ),
        (
            (Method::POST, format!("/v1/sites/{nobody}/different"), json!({"other": site})),
            [401, 403, 404, 403, 403],
        ),
        (
            (Method::DELETE, format!("/v1/sites/{nobody}/different/{site}"), Value::Null),
            [401, 403, 404, 403, 403],
        ),
        (
            (Method::POST, format!("/v1/people/{nobody}/restriction"), json!({"team": []})),
            [401, 403, 404, 403, 403],
        ),
        (
            (Method::DELETE, format!("/v1/people/{nobody}/restriction?area={}", town.north), Value::Null),
            [401, 403, 404, 403, 403],
        ),
        ((Method::POST, format!("/v1/people/{nobody}/erasure"), erasure.clone()), [401, 403, 404, 403, 403]),
        ((Method::POST, format!("/v1/sites/{nobody}/erasure"), erasure), [401, 403, 404, 403, 403]),
        (get("/v1/outings"), [401, 200, 200, 200, 403]),
        (get(&format!("/v1/outings/{nobody}")), [401, 404, 404, 404, 403]),
        (get("/v1/areas"), [401, 200, 200, 200, 403]),
        (get("/v1/workers"), [401, 200, 200, 200, 403]),
        (get("/v1/devices"), [401, 403, 200, 200, 403]),
        ((Method::POST, "/v1/enrolments".into(), json!({"worker": town.anna})), [401, 403, 200, 200, 403]),
        ((Method::DELETE, format!("/v1/devices/{nobody}"), Value::Null), [401, 403, 404, 404, 403]),
        (get("/v1/basemap"), [401, 404, 404, 404, 404]),
        (get(&format!("/v1/basemap/{}", "0".repeat(64))), [401, 404, 404, 404, 404]),
        (get("/v1/quarantine"), [401, 403, 200, 200, 403]),
        ((Method::POST, format!("/v1/quarantine/{nobody}/1"), Value::Null), [401, 403, 400, 403, 403]),
        (get("/v1/audit"), [401, 403, 200, 200, 403]),
        ((Method::POST, "/v1/sync".into(), Value::Null), [401, 401, 401, 401, 401]),
        (get(&format!("/v1/segments/{}", "0".repeat(64))), [401, 401, 401, 401, 401]),
        (get(&photo), [401, 404, 404, 404, 404]),
        ((Method::HEAD, photo.clone(), Value::Null), [401, 401, 401, 401, 401]),
        ((Method::PUT, format!("{photo}/0"), Value::Null), [401, 401, 401, 401, 401]),
        (get("/v1/counts"), [401, 403, 200, 403, 403]),
        ((Method::POST, "/v1/counts".into(), count), [401, 403, 200, 403, 403]),
        (get(&format!("/v1/counts/{nobody}")), [401, 403, 404, 403, 403]),
        ((Method::POST, format!("/v1/counts/{nobody}/places"), json!({})), [401, 403, 404, 403, 403]),
        (
            (Method::POST, format!("/v1/counts/{nobody}/volunteers"), json!({"volunteers": []})),
            [401, 403, 404, 403, 403],
        ),
        ((Method::POST, format!("/v1/counts/{nobody}/close"), Value::Null), [401, 403, 404, 403, 403]),
    ];
    let anna = town.sign_in("anna").await;
    let (lead, admin) = (town.sign_in("nadzor").await, town.sign_in("admin").await);
    let cookies = [String::new(), anna, lead, admin, town.sign_in("wiktor").await];
    for ((method, path, body), expected) in rows {
        for (cookie, expected) in cookies.iter().zip(expected) {
            let answer = town.change(cookie, method.clone(), &path, body.clone()).await;
            assert_eq!(answer.status().as_u16(), expected, "{method} {path} as {cookie:?}");
        }
    }
}

#[tokio::test]
async fn what_happened_is_erased_by_a_supervisor_alone() {
    let town = Town::new().await;
    let nobody = "00000000-0000-4000-8000-000000000000";
    let order = json!({"fields": [], "reason": "asked", "confirm": "x"});
    for (who, expected) in [("anna", 403), ("nadzor", 404), ("admin", 403), ("wiktor", 403)] {
        let cookie = town.sign_in(who).await;
        for events in ["/v1/visits", "/v1/contacts", "/v1/interventions", "/v1/actions"] {
            let path = format!("{events}/{nobody}/erasure");
            let answer = town.change(&cookie, Method::POST, &path, order.clone()).await;
            assert_eq!(answer.status().as_u16(), expected, "{path} as {who}");
        }
    }
}

#[tokio::test]
async fn every_described_route_stands_in_the_table_above_or_needs_no_role() {
    let open = ["/readyz", "/v1/enrol", "/v1/events"];
    let table = include_str!("roles.rs");
    let description = latarnia_server::router::description();
    for path in description.paths.paths.keys().filter(|path| !open.contains(&path.as_str())) {
        let literal = path.split("/{").next().expect("a path");
        assert!(table.contains(literal), "{path} is not in the table of roles");
    }
}

#[tokio::test]
async fn a_streetworker_knows_nothing_of_other_areas() {
    let town = Town::new().await;
    let anna = town.sign_in("anna").await;
    let sites = town.get_json(&anna, "/v1/sites").await;
    assert_eq!(sites.as_array().map(Vec::len), Some(1));
    let hidden = town.get(&anna, &format!("/v1/sites/{}", town.sites[1])).await;
    assert_eq!(hidden.status().as_u16(), 404, "hidden and unknown look the same");
}
