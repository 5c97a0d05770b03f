use crate::town::{EXACT, Town};

/// Digits that only the exact coordinates have.
fn digits() -> Vec<String> {
    EXACT.iter().flat_map(|(lat, lon)| [lat.to_string(), lon.to_string()]).collect()
}

#[tokio::test]
async fn no_answer_to_the_administrator_holds_an_exact_place() {
    let town = Town::new().await;
    let phone = town.phone().await;
    let at = serde_json::json!({"ms": crate::town::START.0, "offset": 60});
    let outing = serde_json::json!({
        "at": at, "kind": "met", "heads": 1, "position": {"lat": EXACT[0].0, "lon": EXACT[0].1}
    });
    town.sync(&phone, 1, &[town.event("contact", 9, outing)]).await;
    let admin = town.sign_in("admin").await;
    let paths = [
        "/v1/session".into(),
        "/v1/sites".into(),
        "/v1/sites.csv".into(),
        "/v1/sites.geojson".into(),
        format!("/v1/sites/{}", town.sites[0]),
        format!("/v1/sites/{}", town.sites[1]),
        "/v1/people".into(),
        "/v1/outings?since=0".into(),
        "/v1/areas".into(),
        "/v1/workers".into(),
        "/v1/devices".into(),
        "/v1/quarantine".into(),
        "/v1/audit".into(),
    ];
    for path in paths {
        let body = town.get(&admin, &path).await.text().await.expect("text");
        for exact in digits() {
            assert!(!body.contains(&exact), "{path} tells {exact}");
        }
        for words in ["za trzecim słupem", "właz od skarpy"] {
            assert!(!body.contains(words), "{path} tells the way in");
        }
    }
    let sites = town.get_json(&admin, "/v1/sites").await;
    assert_eq!(sites[0]["position"]["source"], "cell", "a place is still there, coarse");
}

#[tokio::test]
async fn exports_are_coarse_for_everybody() {
    let town = Town::new().await;
    let nadzor = town.sign_in("nadzor").await;
    let exact = town.get(&nadzor, "/v1/sites").await.text().await.expect("text");
    assert!(exact.contains("51.931234"), "the supervisor sees the place itself");
    for path in ["/v1/sites.csv", "/v1/sites.geojson"] {
        let answer = town.get(&nadzor, path).await;
        assert!(answer.headers()["content-disposition"].to_str().expect("text").starts_with("attachment"));
        let body = answer.text().await.expect("text");
        assert!(body.contains("Węzeł") && body.contains("51.9"), "{body}");
        for exact in digits() {
            assert!(!body.contains(&exact), "{path} tells {exact}");
        }
    }
}
