//! Segments over HTTP: for who may hold the scope, whole or by ranges.

use latarnia_core::op::Scope;
use latarnia_core::sync::protocol::{OLDEST, Reply, Request, pack, unpack};
use latarnia_core::sync::segment::{EVERY, Segment};
use reqwest::{Method, Response, StatusCode};

use crate::town::{Phone, Town, refusal};

async fn get(town: &Town, token: &str, hash: &str, range: Option<&str>) -> Response {
    let request = town.request(Method::GET, &format!("/v1/segments/{hash}")).bearer_auth(token);
    let request = range.map(|range| ("range", range)).into_iter().fold(request, |r, (k, v)| r.header(k, v));
    request.send().await.expect("answer")
}

/// A log long enough to be cut once.
async fn old_log(town: &Town) -> Phone {
    let phone = town.phone().await;
    let most = usize::try_from(EVERY).expect("small") + 1;
    let ops: Vec<String> = (0..most).map(|n| town.contact(u8::try_from(n % 200).expect("small"))).collect();
    let mut first = 1;
    for stretch in ops.chunks(500) {
        town.sync(&phone, first, stretch).await;
        first += u64::try_from(stretch.len()).expect("small");
    }
    phone
}

#[tokio::test]
async fn a_segment_comes_whole_or_by_ranges_to_who_may_hold_its_scope() {
    let town = Town::new().await;
    let anna = old_log(&town).await;
    let new = town.phone().await;
    let reply = town.sync(&new, 1, &[]).await;
    let plan = &reply.fill[&Scope::Area(town.north)];
    assert_eq!(plan.pinned, EVERY);
    let mut ops = 0;
    for piece in &plan.segments {
        let whole = get(&town, &new.token, &piece.hash, None).await;
        assert_eq!(
            (whole.status(), whole.headers()["cache-control"].to_str().unwrap()),
            (StatusCode::OK, "no-store")
        );
        let whole = whole.bytes().await.expect("bytes");
        assert_eq!(u64::try_from(whole.len()).unwrap(), piece.length);
        assert_eq!(blake3::hash(&whole).to_hex().to_string(), piece.hash);
        ops += unpack::<Segment>(&whole).expect("a segment").ops.len();

        let part = get(&town, &new.token, &piece.hash, Some("bytes=100-299")).await;
        assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(part.bytes().await.expect("bytes"), whole[100..300]);
        let beyond = get(&town, &new.token, &piece.hash, Some("bytes=99999999-")).await;
        assert_eq!(refusal(beyond).await, (416, "bad_range".into()));
    }
    assert!(ops > 900, "the log of the area is in them: {ops}");

    let hash = &plan.segments[0].hash;
    assert_eq!(refusal(get(&town, "nobody", hash, None).await).await.0, 401);
    for wrong in ["0".repeat(64), "zz".into(), format!("{hash}0")] {
        assert_eq!(refusal(get(&town, &new.token, &wrong, None).await).await, (404, "not_found".into()));
    }
    let first = Request { proto: OLDEST, ..town.message(&anna, 1, &[]) };
    let answer = town.post_sync(&anna.token, pack(&first).expect("packs")).await;
    let by_pages: Reply = unpack(&answer.bytes().await.expect("bytes")).expect("a reply");
    assert!(by_pages.fill.is_empty() && by_pages.more, "who does not read segments reads pages");
}
