use latarnia_core::clock::Millis;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::town::{START, Town, refusal};

#[tokio::test]
async fn an_edit_on_the_console_is_there_and_reaches_the_phone() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let before = town.sync(&phone, 1, &[]).await;
    let nadzor = town.sign_in("nadzor").await;
    let fields = json!({"state": "empty", "hazards": ["dogs", "fire"], "owner": "kolej", "access": null});
    let path = format!("/v1/sites/{}", town.sites[0]);
    let answer = town.change(&nadzor, Method::PATCH, &path, json!({"fields": fields})).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let card: Value = answer.json().await.expect("json");
    assert_eq!(card["site"]["state"], "empty");
    assert_eq!(card["site"]["hazards"], json!(["dogs", "fire"]));
    assert!(card["site"].get("access").is_none(), "null clears");
    let after = town.sync(&phone, 1, &[]).await;
    assert!(after.ops.len() > before.ops.len());
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let town = Town::new().await;
    let nadzor = town.sign_in("nadzor").await;
    let count = async |query: &str| {
        town.get_json(&nadzor, &format!("/v1/sites{query}")).await.as_array().map(Vec::len)
    };
    assert_eq!(count("").await, Some(2));
    assert_eq!(count(&format!("?area={}", town.north)).await, Some(1));
    assert_eq!(count(&format!("?area={}&area={}", town.north, town.south)).await, Some(2));
    assert_eq!(count("?state=closed").await, Some(0));
    assert_eq!(count("?state=closed&state=active").await, Some(2));
    assert_eq!(count("?category=heating_duct&overdue=true").await, Some(2), "never visited");
    assert_eq!(count("?frost=true").await, Some(0));
    assert_eq!(count("?text=wezel").await, Some(2), "diacritics are forgiven");
    assert_eq!(count("?text=nothing-like-it").await, Some(0));
}

#[tokio::test]
async fn sites_and_files_are_narrowed_to_those_unvisited_for_days() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let visit =
        json!({"at": {"ms": START.0 - 10 * Millis::DAY}, "result": "people_met", "site": town.sites[0]});
    assert!(town.sync(&phone, 1, &[town.event("visit", 1, visit)]).await.verdicts.is_empty());
    let nadzor = town.sign_in("nadzor").await;
    for (days, left) in [(1, 2), (9, 2), (10, 1), (3650, 1)] {
        let query = format!("unvisited_days={days}");
        let list = town.get_json(&nadzor, &format!("/v1/sites?{query}")).await;
        let list: Vec<&Value> = list.as_array().expect("list").iter().map(|site| &site["id"]).collect();
        assert_eq!(list.len(), left, "{query}");
        assert!(list.contains(&&json!(town.sites[1])), "{query}: never visited");
        let table = town.get(&nadzor, &format!("/v1/sites.csv?{query}")).await.text().await.expect("text");
        assert_eq!(table.lines().count(), left + 1, "{query}");
        let layer = town.get_json(&nadzor, &format!("/v1/sites.geojson?{query}")).await;
        assert_eq!(layer["features"].as_array().map(Vec::len), Some(left), "{query}");
    }
    for wrong in ["0", "3651", "-1", "1.5", "", "many"] {
        let answer = town.get(&nadzor, &format!("/v1/sites?unvisited_days={wrong}")).await;
        assert_eq!(refusal(answer).await, (400, "bad_input".into()), "{wrong:?}");
    }
}

#[tokio::test]
async fn people_are_found_by_a_misspelt_nickname() {
    let town = Town::new().await;
    let found = town.get_json(&town.sign_in("anna").await, "/v1/people?text=Msiiek").await;
    assert_eq!(found[0]["id"], json!(town.person));
}

#[tokio::test]
async fn nobody_edits_what_is_not_there() {
    let town = Town::new().await;
    let nadzor = town.sign_in("nadzor").await;
    for id in ["00000000-0000-4000-8000-000000000000".to_owned(), town.person.to_string()] {
        let body = json!({"fields": {"state": "closed"}});
        let answer = town.change(&nadzor, Method::PATCH, &format!("/v1/sites/{id}"), body).await;
        assert_eq!(refusal(answer).await, (404, "not_found".into()), "{id}");
    }
}
