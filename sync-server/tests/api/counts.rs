use latarnia_core::clock::{Hlc, Moment};
use latarnia_core::id::{CountId, WorkerId};
use latarnia_core::op::{Change, Op, SCHEMA, Scope};
use latarnia_core::sync::protocol::Reply;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::town::{START, Town, refusal};

const DAYS: [&str; 2] = ["2026-11-22", "2026-11-24"];

struct Count {
    town: Town,
    leads: String,
    id: CountId,
    wiktor: WorkerId,
}

/// A count that Wiktor helps with, with a copy of the site in the north and a place by hand.
async fn opened() -> Count {
    let town = Town::new().await;
    let leads = town.sign_in("nadzor").await;
    let form = json!({"name": "Liczenie", "from_day": DAYS[0], "to_day": DAYS[1], "form": "homeless_count"});
    let answer = town.change(&leads, Method::POST, "/v1/counts", form).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let made: Value = answer.json().await.expect("json");
    let id = made["id"].as_str().expect("an id").parse().expect("uuid");
    let me = town.get_json(&town.sign_in("wiktor").await, "/v1/session").await;
    let wiktor: WorkerId = me["id"].as_str().expect("an id").parse().expect("uuid");
    let count = Count { town, leads, id, wiktor };
    let by_hand = json!({"name": "Dworzec", "site_type": "station"});
    let places = json!({"sites": [count.town.sites[0]], "places": [by_hand]});
    assert_eq!(count.post("places", places).await, 200);
    assert_eq!(count.post("volunteers", json!({"volunteers": [wiktor]})).await, 204);
    count
}

impl Count {
    async fn post(&self, what: &str, body: Value) -> u16 {
        let path = format!("/v1/counts/{}/{what}", self.id);
        self.town.change(&self.leads, Method::POST, &path, body).await.status().as_u16()
    }

    async fn card(&self) -> Value {
        self.town.get_json(&self.leads, &format!("/v1/counts/{}?offset=180", self.id)).await
    }

    fn refusal_at(&self, place: &Value, number: u8) -> String {
        let form = json!({
            "count": self.id, "place": place, "at": Moment::utc(START), "round": "night",
            "outcome": "refused", "form": "homeless_count", "form_version": 1,
        });
        let Value::Object(form) = form else { panic!("a form is an object") };
        let op = Op {
            at: Hlc::of(START),
            wall: None,
            author: self.wiktor,
            record: [number; 16].into(),
            kind: "questionnaire".into(),
            scope: Scope::Count(self.id),
            subject: None,
            stands_for: None,
            schema: SCHEMA,
            change: Change::Event { form },
        };
        op.to_raw()
    }
}

fn scopes(reply: &Reply) -> Vec<String> {
    reply.cursors.keys().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_place_copied_from_a_site_takes_name_kind_and_position_and_no_words_of_a_crew() {
    let count = opened().await;
    let card = count.card().await;
    let places = card["places"].as_array().expect("a list");
    let copied = places.iter().find(|place| place["place"]["name"] == "Węzeł").expect("the copy");
    let fields: Vec<&String> = copied["place"].as_object().expect("a form").keys().collect();
    assert_eq!(fields, ["count", "name", "position", "site_type", "source"]);
    assert_eq!(count.post("places", json!({"sites": [count.town.sites[0]]})).await, 200);
    assert_eq!(count.card().await["places"].as_array().map(Vec::len), Some(2), "not a second time");
}

#[tokio::test]
async fn a_volunteers_phone_is_granted_the_count_while_it_runs_and_then_nothing() {
    let count = opened().await;
    let phone = count.town.phone_of("wiktor").await;
    let reply = count.town.sync(&phone, 1, &[]).await;
    assert_eq!(scopes(&reply), [format!("count:{}", count.id)], "no staff, no area, no case");
    let told: String = reply.ops.iter().filter_map(|op| op.op.as_ref()).map(|op| op.get()).collect();
    assert!(told.contains("Dworzec") && !told.contains("właz") && !told.contains("Misiek"), "{told}");

    let place = count.card().await["places"][0]["id"].clone();
    let refused = count.refusal_at(&place, 7);
    count.town.clock.advance(60_000);
    assert_eq!(count.post("close", json!({})).await, 204);
    let late = count.town.sync(&phone, 1, &[refused]).await;
    assert_eq!((late.head, late.verdicts.len()), (1, 0), "what was written before is taken");
    assert_eq!(scopes(&late), Vec::<String>::new(), "and nothing may be held any more");
    let card = count.card().await;
    assert_eq!(card["row"]["tally"], json!({"answered": 0, "refused": 1, "only_seen": 0}));
    assert_eq!(card["row"]["running"], false);
    assert_eq!(count.post("places", json!({"places": []})).await, 400, "a closed count takes no more places");
}

#[tokio::test]
async fn crews_are_in_every_count_and_volunteers_in_those_on_whose_list_they_stand() {
    let count = opened().await;
    let anna = count.town.phone().await;
    let reply = count.town.sync(&anna, 1, &[]).await;
    let name = format!("count:{}", count.id);
    assert!(scopes(&reply).contains(&name) && scopes(&reply).contains(&"org".to_owned()));
    assert_eq!(count.post("volunteers", json!({"volunteers": []})).await, 204);
    let wiktor = count.town.phone_of("wiktor").await;
    assert_eq!(scopes(&count.town.sync(&wiktor, 1, &[]).await), Vec::<String>::new());
    let path = format!("/v1/counts/{}/volunteers", count.id);
    let wrong = json!({"volunteers": [count.town.anna]});
    let answer = count.town.change(&count.leads, Method::POST, &path, wrong).await;
    assert_eq!(refusal(answer).await.0, 400, "who works here is no volunteer");
}
