use reqwest::Method;
use serde_json::{Value, json};

use crate::town::Town;

async fn actions(town: &Town) -> Vec<(String, String, String)> {
    let cookie = town.sign_in("admin").await;
    let rows = town.get_json(&cookie, "/v1/audit?limit=1000").await;
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let rows = rows.as_array().expect("list").iter();
    rows.map(|row| (text(row, "action"), text(row, "kind"), text(row, "record"))).collect()
}

fn has(rows: &[(String, String, String)], action: &str, kind: &str, record: &str) -> usize {
    rows.iter().filter(|row| **row == (action.into(), kind.into(), record.into())).count()
}

#[tokio::test]
async fn whoever_opens_a_person_or_a_place_is_remembered() {
    let town = Town::new().await;
    let anna = town.sign_in("anna").await;
    let (person, site) = (town.person.to_string(), town.sites[0].to_string());
    town.get_json(&anna, &format!("/v1/people/{person}")).await;
    town.get_json(&anna, &format!("/v1/people/{person}")).await;
    town.get_json(&anna, &format!("/v1/sites/{site}")).await;
    town.get(&anna, "/v1/sites.csv").await;
    let rows = actions(&town).await;
    assert_eq!(has(&rows, "read", "person", &person), 2);
    assert_eq!(has(&rows, "read", "site", &site), 1);
    assert_eq!(has(&rows, "exported", "site", ""), 1);
}

#[tokio::test]
async fn a_list_looked_at_again_and_again_leaves_one_note_in_ten_minutes() {
    let town = Town::new().await;
    let anna = town.sign_in("anna").await;
    for _ in 0..3 {
        town.get_json(&anna, "/v1/sites").await;
    }
    assert_eq!(has(&actions(&town).await, "listed", "site", ""), 1);
    town.clock.advance(10 * 60 * 1000);
    town.get_json(&anna, "/v1/sites").await;
    assert_eq!(has(&actions(&town).await, "listed", "site", ""), 2);
}

#[tokio::test]
async fn every_change_is_remembered() {
    let town = Town::new().await;
    let phone = town.phone().await;
    town.sync(&phone, 1, &[town.contact(1)]).await;
    let nadzor = town.sign_in("nadzor").await;
    let site = format!("/v1/sites/{}", town.sites[0]);
    town.change(&nadzor, Method::PATCH, &site, json!({"fields": {"state": "closed"}})).await;
    town.change(&nadzor, Method::DELETE, &format!("/v1/devices/{}", phone.device), Value::Null).await;
    town.change(&nadzor, Method::DELETE, "/v1/session", Value::Null).await;
    let rows = actions(&town).await;
    let device = phone.device.to_string();
    for (action, kind, record) in [
        ("enrolment_offered", "worker", town.anna.to_string()),
        ("device_enrolled", "", device.clone()),
        ("pushed", "", device.clone()),
        ("edited", "site", town.sites[0].to_string()),
        ("device_revoked", "", device),
        ("signed_out", "", String::new()),
    ] {
        assert_eq!(has(&rows, action, kind, &record), 1, "{action}");
    }
}

#[tokio::test]
async fn the_audit_holds_ids_and_codes_only() {
    let town = Town::new().await;
    let nadzor = town.sign_in("nadzor").await;
    let secret = json!({"fields": {"name": "Tajna altana", "owner": "Jan Testowy"}});
    town.change(&nadzor, Method::PATCH, &format!("/v1/sites/{}", town.sites[0]), secret).await;
    let told = town.get(&nadzor, "/v1/audit").await.text().await.expect("text");
    assert!(told.contains("fields=name,owner"), "{told}");
    assert!(!told.contains("Tajna") && !told.contains("Testowy") && !told.contains("Misiek"));
}
