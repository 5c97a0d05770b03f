use std::sync::Arc;

use latarnia_core::op::Scope;
use latarnia_core::sync::protocol::{OLDEST, Reply, Request, VERSION, pack, unpack};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::town::{START, Town, refusal};

#[tokio::test]
async fn a_contact_sent_twice_is_one_contact() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let ops = [town.contact(1), town.contact(2)];
    let first = town.sync(&phone, 1, &ops).await;
    let again = town.sync(&phone, 1, &ops).await;
    assert_eq!((first.head, again.head), (2, 2));
    let site = town.get_json(&town.sign_in("nadzor").await, &format!("/v1/sites/{}", town.sites[0])).await;
    assert_eq!(site["history"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_gap_is_answered_with_where_to_go_on() {
    let town = Town::new().await;
    let phone = town.phone().await;
    town.sync(&phone, 1, &[town.contact(1)]).await;
    let reply = town.sync(&phone, 5, &[town.contact(5)]).await;
    assert_eq!(reply.head, 1);
    assert_eq!(town.sync(&phone, 2, &[town.contact(2), town.contact(3)]).await.head, 3);
}

#[tokio::test]
async fn a_restored_phone_is_told_of_the_fork_and_nothing_is_applied() {
    let town = Town::new().await;
    let phone = town.phone().await;
    town.sync(&phone, 1, &[town.contact(1)]).await;
    let forked = town.message(&phone, 1, &[town.contact(8), town.contact(9)]);
    let answer = town.post_sync(&phone.token, pack(&forked).expect("packs")).await;
    assert_eq!(refusal(answer).await, (409, "fork".into()));
    assert_eq!(town.sync(&phone, 2, &[]).await.head, 1, "the new one beside it was not taken either");
}

#[tokio::test]
async fn one_bad_operation_does_not_hold_up_the_others() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let elsewhere = town.contact(2).replace(&town.north.to_string(), &town.south.to_string());
    let facility = town.event("facility", 3, json!({"name": "Noclegownia", "category": "night_shelter"}));
    let far_away = town.event(
        "contact",
        4,
        json!({"at": {"ms": START.0}, "kind": "met", "heads": 1, "position": {"lat": 91.0, "lon": 0.0}}),
    );
    let in_1970 = town.event("contact", 5, json!({"at": {"ms": 0}, "kind": "met", "heads": 1}));
    let in_2100 =
        town.event("contact", 6, json!({"at": {"ms": 4_200_000_000_000_i64}, "kind": "met", "heads": 1}));
    let no_code = town.event("contact", 7, json!({"at": {"ms": START.0}, "kind": "ufo", "heads": 1}));
    let ops = [
        town.contact(1),
        elsewhere,
        facility,
        far_away,
        in_1970,
        in_2100,
        no_code,
        "{\"not\":\"an operation\"}".to_owned(),
        town.contact(9),
    ];
    let reply = town.sync(&phone, 1, &ops).await;
    assert_eq!(reply.head, 9, "every verdict advances the head");
    let refused: Vec<u64> = reply.verdicts.iter().map(|verdict| verdict.seq).collect();
    assert_eq!(refused, [2, 3, 4, 5, 6, 7, 8]);
    let nadzor = town.sign_in("nadzor").await;
    let site = town.get_json(&nadzor, &format!("/v1/sites/{}", town.sites[0])).await;
    assert_eq!(site["history"].as_array().map(Vec::len), Some(2), "contacts 1 and 9");
    let aside = town.get_json(&nadzor, "/v1/quarantine").await;
    assert_eq!(aside.as_array().map(Vec::len), Some(7));
    assert_eq!(aside[0]["device_name"], "Telefon");
    assert!(aside.as_array().expect("list").iter().any(|one| one["reason"] == "outside_own_areas"));
}

#[tokio::test]
async fn a_supervisor_lets_in_what_was_kept_aside_and_it_is_counted_and_told_on() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let elsewhere = town.contact(1).replace(&town.north.to_string(), &town.south.to_string());
    town.sync(&phone, 1, &[elsewhere, r#"{"not":"an operation"}"#.to_owned()]).await;
    let nadzor = town.sign_in("nadzor").await;
    let history =
        async || town.get_json(&nadzor, &format!("/v1/sites/{}", town.sites[0])).await["history"].clone();
    let aside = async || town.get_json(&nadzor, "/v1/quarantine").await.as_array().map(Vec::len);
    let let_in = async |seq: u64| {
        let path = format!("/v1/quarantine/{}/{seq}", phone.device);
        let request = town.request(Method::POST, &path).header("cookie", &nadzor).header("x-latarnia", "1");
        request.send().await.expect("answer")
    };
    assert_eq!((history().await.as_array().map(Vec::len), aside().await), (Some(0), Some(2)));

    assert_eq!(let_in(1).await.status(), StatusCode::NO_CONTENT);
    assert_eq!((history().await.as_array().map(Vec::len), aside().await), (Some(1), Some(1)));
    assert_eq!(history().await[0]["author"], "ANNA", "it stays her entry");
    let audit = town.get_json(&nadzor, "/v1/audit").await;
    assert!(audit.as_array().expect("lines").iter().any(|line| line["action"] == "let_in"), "{audit}");

    for (seq, why) in [(1, "not_aside"), (2, "malformed")] {
        let no = let_in(seq).await.text().await.expect("text");
        assert!(no.contains(why), "{no}");
    }
    assert_eq!((history().await.as_array().map(Vec::len), aside().await), (Some(1), Some(1)));
}

#[tokio::test]
async fn the_administrator_gets_only_the_code_of_a_reason() {
    let town = Town::new().await;
    let phone = town.phone().await;
    town.sync(&phone, 1, &[r#"{"at":"Jan Testowy z Polnej"}"#.to_owned()]).await;
    let told = town.get(&town.sign_in("admin").await, "/v1/quarantine").await.text().await.expect("text");
    assert!(told.contains("malformed") && !told.contains("Polnej"), "{told}");
}

#[tokio::test]
async fn an_operation_of_a_newer_kind_is_kept_byte_for_byte_and_passed_on() {
    let town = Town::new().await;
    let (one, other) = (town.phone().await, town.phone().await);
    let newer = town
        .contact(1)
        .replace("\"kind\":\"contact\"", "\"kind\":\"drone_flight\"")
        .replace("{\"at\"", "{ \"zażółć\" : 1.50 ,\"at\"");
    let reply = town.sync(&one, 1, std::slice::from_ref(&newer)).await;
    assert!(reply.verdicts.is_empty(), "{:?}", reply.verdicts);
    let reply = town.sync(&other, 1, &[]).await;
    let got = reply.ops.iter().filter_map(|op| op.op.as_ref()).any(|op| op.get() == newer);
    assert!(got, "the other phone gets the very bytes");
}

#[tokio::test]
async fn a_phone_reads_its_own_areas_and_nothing_else() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let reply = town.sync(&phone, 1, &[]).await;
    let scopes: Vec<Scope> = reply.cursors.keys().copied().collect();
    assert_eq!(scopes, [Scope::Organisation, Scope::Area(town.north), Scope::Caseload(town.anna)]);
    let text: String =
        reply.ops.iter().filter_map(|op| op.op.as_ref()).map(|op| op.get().to_owned()).collect();
    assert!(text.contains(&town.sites[0].to_string()) && !text.contains(&town.sites[1].to_string()));
}

#[tokio::test]
async fn a_supervisor_without_areas_reads_every_area() {
    let town = Town::new().await;
    let reply = town.sync(&town.phone_of("nadzor").await, 1, &[]).await;
    let text: String =
        reply.ops.iter().filter_map(|op| op.op.as_ref()).map(|op| op.get().to_owned()).collect();
    for (area, site) in [town.north, town.south].into_iter().zip(town.sites) {
        assert!(reply.cursors.contains_key(&Scope::Area(area)), "{area}");
        assert!(text.contains(&site.to_string()), "{site}");
    }
}

#[tokio::test]
async fn another_epoch_is_told_and_nothing_is_taken_in_or_given_out() {
    let town = Town::new().await;
    let mut phone = town.phone().await;
    town.sync(&phone, 1, &[town.contact(1)]).await;
    let epoch = std::mem::replace(&mut phone.epoch, "another".into());
    let mut message: Request = town.message(&phone, 2, &[town.contact(2)]);
    message.cursors = [(Scope::Organisation, 9_999), (Scope::Area(town.north), 9_999)].into();
    let answer = town.post_sync(&phone.token, pack(&message).expect("packs")).await;
    let reply: Reply = unpack(&answer.bytes().await.expect("bytes")).expect("reply");
    assert_eq!((reply.epoch, reply.head), (epoch, 1));
    assert!(reply.ops.is_empty(), "cursors of another log say nothing about this one");
}

#[tokio::test]
async fn a_clock_two_years_off_is_set_right_and_told() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let two_years = 2 * 365 * 86_400_000;
    let fast = town.contact(1).replace(&START.0.to_string(), &(START.0 + two_years).to_string());
    let mut message = town.message(&phone, 1, &[fast]);
    message.now = message.now.plus(two_years);
    message.cursors = [(Scope::Area(town.north), 0)].into();
    let answer = town.post_sync(&phone.token, pack(&message).expect("packs")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let reply: Reply = unpack(&answer.bytes().await.expect("bytes")).expect("reply");
    let own = reply.ops.iter().find(|op| op.op.is_none()).expect("one's own comes back as a stamp");
    assert!(own.e.millis() <= START.plus(120_000), "{:?}", own.e);
}

#[tokio::test]
async fn an_unknown_token_and_another_protocol_are_told_apart() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let mut message = town.message(&phone, 1, &[]);
    let packed = pack(&message).expect("packs");
    assert_eq!(refusal(town.post_sync("nonsense", packed).await).await, (401, "unauthenticated".into()));
    message.proto = VERSION + 1;
    let answer = town.post_sync(&phone.token, pack(&message).expect("packs")).await;
    assert_eq!(refusal(answer).await, (400, "proto_too_new".into()));
}

#[tokio::test]
async fn a_phone_too_old_to_be_served_can_still_hand_its_log_in() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let mut message = town.message(&phone, 1, &[town.contact(1)]);
    message.proto = OLDEST - 1;
    let answer = town.post_sync(&phone.token, pack(&message).expect("packs")).await;
    let reply: Reply = unpack(&answer.bytes().await.expect("bytes")).expect("reply");
    assert!(reply.outdated);
    assert_eq!((reply.head, reply.ops.len(), reply.cursors.len()), (1, 0, 0));
}

#[tokio::test]
async fn eight_phones_at_once_lose_and_double_nothing() {
    let town = Arc::new(Town::new().await);
    let mut running = tokio::task::JoinSet::new();
    for nth in 1..=8 {
        let (town, phone) = (Arc::clone(&town), town.phone().await);
        running.spawn(async move {
            for seq in 1..=10_u8 {
                town.sync(&phone, seq.into(), &[town.contact(nth * 16 + seq)]).await;
            }
        });
    }
    running.join_all().await;
    let reader = town.phone().await;
    let reply = town.sync(&reader, 1, &[]).await;
    let contacts =
        reply.ops.iter().filter(|op| op.op.as_ref().is_some_and(|op| op.get().contains("\"contact\"")));
    assert_eq!(contacts.count(), 80);
    let mut numbers: Vec<u64> = reply.ops.iter().map(|op| op.n).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), reply.ops.len(), "no number is given twice");
}

#[tokio::test]
async fn the_same_push_twice_at_once_is_one_push() {
    let town = Arc::new(Town::new().await);
    let phone = Arc::new(town.phone().await);
    let ops: Vec<String> = (1..=50).map(|seq| town.contact(seq)).collect();
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let (town, phone, ops) = (Arc::clone(&town), Arc::clone(&phone), ops.clone());
        running.spawn(async move { town.sync(&phone, 1, &ops).await.head });
    }
    assert_eq!(running.join_all().await, [50; 4], "each is told that all of it is there");
    let reply = town.sync(&town.phone().await, 1, &[]).await;
    let contacts =
        reply.ops.iter().filter(|op| op.op.as_ref().is_some_and(|op| op.get().contains("\"contact\"")));
    assert_eq!(contacts.count(), 50);
}
