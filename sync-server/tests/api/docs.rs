use reqwest::Method;

use crate::town::Town;

/// Regenerate with `make types` only when the API is meant to change.
#[test]
fn the_committed_description_is_the_one_of_this_program() {
    let committed = include_str!("../../openapi.gen.json");
    assert_eq!(latarnia_server::types::openapi(), committed, "run `make types` and look at the difference");
}

#[tokio::test]
async fn the_page_needs_nothing_from_elsewhere() {
    let town = Town::new().await;
    let page = town.request(Method::GET, "/docs").send().await.expect("answer");
    let policy = page.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(policy.contains("worker-src 'self' blob:"), "{policy}");
    let page = page.text().await.expect("text");
    assert!(page.contains("/v1/sites/{id}") && page.contains("SiteCard"));
    assert!(!page.contains("<script") && !page.contains("https://"), "no script, nothing from elsewhere");
}

#[tokio::test]
async fn answers_of_the_api_are_not_kept_by_browsers() {
    let town = Town::new().await;
    let answer = town.get(&town.sign_in("nadzor").await, "/v1/sites").await;
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    assert!(answer.headers().contains_key("x-request-id"));
}

#[tokio::test]
async fn the_console_is_at_the_root() {
    let town = Town::new().await;
    let page = town.request(Method::GET, "/").send().await.expect("answer");
    assert!(page.headers()["content-type"].to_str().expect("text").starts_with("text/html"));
    assert_eq!(page.headers()["cache-control"], "no-cache");
    let absent = town.request(Method::GET, "/assets/absent.js").send().await.expect("answer");
    assert_eq!(absent.status().as_u16(), 404);
}
