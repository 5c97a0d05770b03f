//! What waits for a decision, and what each decision does.

use latarnia_core::clock::Millis;
use latarnia_core::id::{PersonId, RecordId};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::town::{START, Town, refusal};

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// Anna's phone tells of another person, who sounds like Misiek.
async fn mietek(town: &Town) -> PersonId {
    let phone = town.phone().await;
    let id = [0x4d; 16];
    let op = json!({
        "at": "019aa8d3c4000000", "by": town.anna, "rec": PersonId::from(id), "kind": "person",
        "scope": format!("area:{}", town.north), "subj": PersonId::from(id), "v": 1, "do": "set",
        "body": {"set": {"label": "Mietek", "birth_year": 1968, "phone": "600 200 200"}, "saw": {}},
    });
    let reply = town.sync(&phone, 1, &[op.to_string()]).await;
    assert!(reply.verdicts.is_empty(), "{:?}", reply.verdicts);
    id.into()
}

async fn does(town: &Town, who: &str, method: Method, path: &str, body: Value) -> u16 {
    let cookie = town.sign_in(who).await;
    town.change(&cookie, method, path, body).await.status().as_u16()
}

async fn misiek_born_1968(town: &Town) {
    let fields = json!({"fields": {"birth_year": 1968, "phone": "600 100 100"}});
    let path = format!("/v1/people/{}", town.person);
    assert_eq!(does(town, "nadzor", Method::PATCH, &path, fields).await, 200);
}

#[tokio::test]
async fn a_proposed_pair_is_merged_decided_and_taken_apart_again() {
    let town = Town::new().await;
    let (misiek, mietek) = (town.person, mietek(&town).await);
    misiek_born_1968(&town).await;
    let nadzor = town.sign_in("nadzor").await;
    let queue = async || town.get_json(&nadzor, "/v1/review").await["review"].clone();
    let first = queue().await;
    assert_eq!(first["people"].as_array().map(Vec::len), Some(1), "{first}");
    let codes: Vec<&Value> =
        first["people"][0]["reasons"].as_array().expect("reasons").iter().map(|one| &one["code"]).collect();
    assert_eq!(codes, ["name_sounds_alike", "same_birth_year"]);

    let held = async || town.get_json(&nadzor, "/v1/devices").await[0]["holds"]["people"].clone();
    assert_eq!(held().await, 2);
    let links = format!("/v1/people/{misiek}/links");
    assert_eq!(does(&town, "nadzor", Method::POST, &links, json!({"other": mietek})).await, 204);
    let merged = queue().await;
    assert_eq!(merged["people"], json!([]));
    let fields = &merged["contested"][0]["fields"];
    assert!(fields.as_array().expect("fields").iter().any(|field| field["field"] == "phone"), "{merged}");
    let chosen = json!({"fields": {"phone": "600 200 200", "label": "Misiek"}});
    assert_eq!(does(&town, "nadzor", Method::PATCH, &format!("/v1/people/{misiek}"), chosen).await, 200);
    assert_eq!(queue().await["contested"], json!([]));
    assert_eq!(held().await, 1, "a phone holds people, in however many records");
    let card = town.get_json(&nadzor, &format!("/v1/people/{misiek}")).await;
    assert_eq!(
        (&card["person"]["phone"], card["same"].as_array().map(Vec::len)),
        (&json!("600 200 200"), Some(1))
    );

    assert_eq!(does(&town, "nadzor", Method::DELETE, &format!("{links}/{mietek}"), Value::Null).await, 204);
    assert_eq!(queue().await["people"].as_array().map(Vec::len), Some(1), "two people again");
    let different = format!("/v1/people/{misiek}/different");
    assert_eq!(does(&town, "nadzor", Method::POST, &different, json!({"other": mietek})).await, 204);
    assert_eq!(queue().await["people"], json!([]));
    assert_eq!(
        does(&town, "nadzor", Method::DELETE, &format!("{different}/{mietek}"), Value::Null).await,
        204
    );
    assert_eq!(queue().await["people"].as_array().map(Vec::len), Some(1));
    let audit = town.get_json(&nadzor, "/v1/audit?limit=50").await.to_string();
    for action in ["linked", "unlinked", "told_apart", "told_apart_undone", "reviewed", "edited"] {
        assert!(audit.contains(&format!("\"{action}\"")), "{action} is noted");
    }
    assert!(!audit.contains("Mietek") && !audit.contains("600 200"), "ids and codes only");
}

#[tokio::test]
async fn whoever_is_restricted_is_unknown_to_all_but_her_team_until_it_is_lifted() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let path = format!("/v1/people/{}", town.person);
    let restriction = format!("{path}/restriction");
    assert_eq!(does(&town, "nadzor", Method::POST, &restriction, json!({"team": []})).await, 204);
    let (nadzor, anna) = (town.sign_in("nadzor").await, town.sign_in("anna").await);
    let card = town.get_json(&nadzor, &path).await;
    assert_eq!(card["restricted"], json!(true), "who restricts is on the team");
    let hidden = town.get(&anna, &path).await;
    let unknown = town.get(&anna, &format!("/v1/people/{NOBODY}")).await;
    assert_eq!(refusal(hidden).await, refusal(unknown).await);
    assert_eq!(town.get_json(&anna, "/v1/people?text=Misiek").await, json!([]), "as for an unknown name");
    let reply = town.sync(&phone, 1, &[]).await;
    assert!(!serde_json::to_string(&reply).expect("json").contains("Misiek"));

    for wrong in [NOBODY.to_owned(), "x".to_owned()] {
        let lift = format!("{restriction}?area={wrong}");
        assert_eq!(does(&town, "nadzor", Method::DELETE, &lift, Value::Null).await, 400, "{wrong}");
    }
    let lift = format!("{restriction}?area={}", town.north);
    assert_eq!(does(&town, "nadzor", Method::DELETE, &lift, Value::Null).await, 204);
    assert_eq!(town.get(&anna, &path).await.status(), StatusCode::OK);
    assert_eq!(does(&town, "nadzor", Method::DELETE, &lift, Value::Null).await, 400, "nothing to lift");
    let stranger = json!({"team": [NOBODY]});
    assert_eq!(does(&town, "nadzor", Method::POST, &restriction, stranger).await, 400);
}

#[tokio::test]
async fn an_erasure_needs_the_label_and_is_listed_with_its_receipts_and_without_her() {
    let town = Town::new().await;
    let phone = town.phone().await;
    town.clock.advance(60_000);
    let (misiek, mietek) = (town.person, mietek(&town).await);
    town.clock.advance(60_000);
    let links = format!("/v1/people/{misiek}/links");
    assert_eq!(does(&town, "nadzor", Method::POST, &links, json!({"other": mietek})).await, 204);
    let erasure = format!("/v1/people/{misiek}/erasure");
    let order = |confirm: &str| json!({"fields": [], "reason": "asked", "confirm": confirm});
    assert_eq!(does(&town, "nadzor", Method::POST, &erasure, order("misiek")).await, 422, "not the label");
    assert_eq!(does(&town, "nadzor", Method::POST, &erasure, order("Misiek")).await, 204);
    let nadzor = town.sign_in("nadzor").await;
    for person in [misiek, mietek] {
        let gone = town.get(&nadzor, &format!("/v1/people/{person}")).await;
        assert_eq!(gone.status(), StatusCode::NOT_FOUND, "linked records are the same person");
    }
    let list = town.get_json(&nadzor, "/v1/erasures").await;
    let row = &list[0];
    assert_eq!(list.as_array().map(Vec::len), Some(2));
    assert_eq!(
        (&row["kind"], &row["fields"], &row["worker_name"]),
        (&json!("person"), &json!(0), &json!("NADZOR"))
    );
    assert_eq!((&row["phones"], &row["confirmed"]), (&json!(2), &json!(0)));
    assert_eq!(row["missing"].as_array().map(Vec::len), Some(2));
    let text = list.to_string();
    assert!(
        !text.contains("Misiek")
            && !text.contains(&misiek.to_string())
            && !text.contains(&mietek.to_string())
    );

    let number = row["number"].as_u64().expect("a number");
    let mut receipt = town.message(&phone, 1, &[]);
    receipt.erased = number;
    let packed = latarnia_core::sync::protocol::pack(&receipt).expect("packs");
    assert_eq!(town.post_sync(&phone.token, packed).await.status(), StatusCode::OK);
    let list = town.get_json(&nadzor, "/v1/erasures").await;
    assert_eq!((&list[0]["confirmed"], list[0]["missing"].as_array().map(Vec::len)), (&json!(1), Some(1)));
    assert_eq!(list[1]["confirmed"], json!(1), "the older order, too");
}

#[tokio::test]
async fn some_fields_are_erased_and_the_person_stays() {
    let town = Town::new().await;
    misiek_born_1968(&town).await;
    let path = format!("/v1/people/{}", town.person);
    let order = |field: &str| json!({"fields": [field], "reason": "consent_withdrawn", "confirm": "Misiek"});
    let erasure = format!("{path}/erasure");
    for wrong in ["label", "not_a_field"] {
        assert_eq!(does(&town, "nadzor", Method::POST, &erasure, order(wrong)).await, 422, "{wrong}");
    }
    assert_eq!(does(&town, "nadzor", Method::POST, &erasure, order("phone")).await, 204);
    let card = town.get_json(&town.sign_in("nadzor").await, &path).await;
    assert_eq!(card["person"]["birth_year"], json!(1968));
    assert!(card["person"].get("phone").is_none());
    let list = town.get_json(&town.sign_in("nadzor").await, "/v1/erasures").await;
    assert_eq!(list[0]["fields"], json!(1));
}

#[tokio::test]
async fn life_at_a_closed_site_waits_for_a_decision() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let path = format!("/v1/sites/{}", town.sites[0]);
    let close = json!({"fields": {"state": "closed"}});
    assert_eq!(does(&town, "nadzor", Method::PATCH, &path, close.clone()).await, 200);
    town.clock.advance(30 * 60_000);
    let visit = json!({"at": {"ms": Millis(START.0 + 30 * 60_000).0}, "result": "people_met", "heads": 2, "site": town.sites[0]});
    assert!(town.sync(&phone, 1, &[town.event("visit", 1, visit)]).await.verdicts.is_empty());
    let nadzor = town.sign_in("nadzor").await;
    let queue = town.get_json(&nadzor, "/v1/review").await;
    assert_eq!(queue["review"]["after_close"][0]["site"], json!(town.sites[0]));
    assert_eq!(queue["review"]["after_close"][0]["events"][0]["form"]["heads"], json!(2));
    assert_eq!(does(&town, "nadzor", Method::PATCH, &path, close).await, 200);
    let queue = town.get_json(&nadzor, "/v1/review").await;
    assert_eq!(queue["review"]["after_close"], json!([]), "it stays closed, knowingly");
}

#[tokio::test]
async fn a_decision_about_whom_one_may_not_know_is_answered_as_about_nobody() {
    let town = Town::new().await;
    let path = |id: &str| format!("/v1/people/{id}");
    let team = json!({"team": []});
    let person = town.person.to_string();
    assert_eq!(
        does(&town, "nadzor", Method::POST, &format!("{}/restriction", path(&person)), team.clone()).await,
        204
    );
    // Another supervisor of the same centre is not on her team.
    for id in [person.as_str(), NOBODY] {
        for (method, path, body) in [
            (Method::GET, path(id), Value::Null),
            (Method::PATCH, path(id), json!({"fields": {"phone": "1"}})),
            (Method::POST, format!("{}/links", path(id)), json!({"other": NOBODY})),
            (Method::POST, format!("{}/different", path(id)), json!({"other": NOBODY})),
            (Method::POST, format!("{}/restriction", path(id)), team.clone()),
            (Method::DELETE, format!("{}/restriction?area={}", path(id), town.north), Value::Null),
            (
                Method::POST,
                format!("{}/erasure", path(id)),
                json!({"fields": [], "reason": "asked", "confirm": "Misiek"}),
            ),
        ] {
            let cookie = town.sign_in("zastepca").await;
            let answer = town.change(&cookie, method.clone(), &path, body).await;
            assert_eq!(refusal(answer).await, (404, "not_found".into()), "{method} {path}");
        }
    }
    let people = town.get_json(&town.sign_in("zastepca").await, "/v1/people?text=Misiek").await;
    assert_eq!(people, json!([]));
}

#[tokio::test]
async fn an_event_or_a_word_of_it_is_erased_by_a_supervisor_alone_and_its_codes_are_not() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let at = json!({"ms": START.0, "offset": 60});
    let contact =
        json!({"at": at, "kind": "met", "site": town.sites[0], "note": "SPOD-ZEGARA", "next_step": "dowód"});
    let visit =
        json!({"at": at, "result": "people_met", "heads": 2, "site": town.sites[0], "note": "SPOD-MOSTU"});
    let id = |number: u8| RecordId::from([number; 16]);
    let given = json!({"at": at, "kind": "sleeping_bag", "item": "SPIWOR-Z-LATĄ", "contact": id(1)});
    let ops =
        [town.event("contact", 1, contact), town.event("visit", 2, visit), town.event("action", 3, given)];
    let reply = town.sync(&phone, 1, &ops).await;
    assert!(reply.verdicts.is_empty(), "{:?}", reply.verdicts);
    let order = |number: u8, fields: &[&str]| {
        let confirm: String = id(number).to_string().chars().take(8).collect();
        json!({"fields": fields, "reason": "mistake", "confirm": confirm})
    };
    let path = |kind: &str, number: u8| format!("/v1/{kind}/{}/erasure", id(number));
    let erase =
        async |who: &str, path: String, order: Value| does(&town, who, Method::POST, &path, order).await;

    for (who, path, order, expected, why) in [
        ("anna", path("contacts", 1), order(1, &[]), 403, "not a supervisor"),
        ("nadzor", path("visits", 1), order(1, &[]), 404, "it is a contact"),
        ("nadzor", path("contacts", 9), order(9, &[]), 404, "nobody wrote it"),
        ("nadzor", path("contacts", 1), order(2, &[]), 422, "another one is meant"),
        ("nadzor", path("contacts", 1), order(1, &["site"]), 422, "not a word"),
        ("nadzor", path("contacts", 1), order(1, &["at"]), 422, "the time"),
        ("nadzor", path("contacts", 1), order(1, &["note"]), 204, "the note"),
        ("nadzor", path("visits", 2), order(2, &[]), 204, "the visit"),
    ] {
        assert_eq!(erase(who, path, order).await, expected, "{why}");
    }
    let nadzor = town.sign_in("nadzor").await;
    let history = async || {
        let card = town.get_json(&nadzor, &format!("/v1/sites/{}", town.sites[0])).await;
        card["history"].as_array().expect("a history").clone()
    };
    let [left] = history().await.try_into().expect("one event is left");
    assert_eq!((&left["id"], &left["form"]["next_step"]), (&json!(id(1)), &json!("dowód")));
    assert!(left["form"].get("note").is_none(), "{left}");

    assert_eq!(erase("nadzor", path("contacts", 1), order(1, &[])).await, 204);
    assert_eq!(history().await, Vec::<Value>::new());
    let again = erase("nadzor", path("actions", 3), order(3, &[])).await;
    assert_eq!(again, 404, "what was given went with the contact");
    let list = town.get_json(&nadzor, "/v1/erasures").await;
    let kinds: Vec<_> =
        list.as_array().expect("a list").iter().map(|row| (&row["kind"], &row["fields"])).collect();
    let (action, contact, visit) = (json!("action"), json!("contact"), json!("visit"));
    let (whole, one) = (json!(0), json!(1));
    assert_eq!(kinds, [(&action, &whole), (&contact, &whole), (&visit, &whole), (&contact, &one)]);
    let audit = town.get_json(&nadzor, "/v1/audit?limit=50").await.to_string();
    assert!(audit.contains("\"erased\"") && !audit.contains("SPOD"), "{audit}");
    let later = town.sync(&town.phone_of("anna").await, 1, &[]).await;
    let told = serde_json::to_string(&later).expect("json");
    assert!(!told.contains("SPOD") && !told.contains("SPIWOR"), "nothing of it reaches another phone");
}
