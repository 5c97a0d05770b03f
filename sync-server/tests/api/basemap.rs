use latarnia_server::Error;
use latarnia_server::basemap::Shelf;
use reqwest::{Method, StatusCode};

use crate::town::{Town, refusal};

/// Latarnowo is large to draw; every test reads the same file.
fn drawn() -> &'static [u8] {
    static FILE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    FILE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("town.pmtiles");
        latarnia_basemap::write_basemap(&path, |_| {}).expect("drawn");
        std::fs::read(path).expect("read")
    })
}

#[tokio::test]
async fn the_file_comes_whole_by_ranges_and_with_its_hash() {
    let town = Town::new().await;
    let source = town.data.path().join("given.pmtiles");
    std::fs::write(&source, drawn()).expect("write");
    Shelf::of(town.data.path()).add(&source).expect("a basemap");
    let cookie = town.sign_in("nadzor").await;
    let told = town.get_json(&cookie, "/v1/basemap").await;
    let hash = told["hash"].as_str().expect("hash");
    assert_eq!(told["bytes"].as_u64(), u64::try_from(drawn().len()).ok());
    assert_eq!(told["bounds"].as_array().map(Vec::len), Some(4));

    let path = format!("/v1/basemap/{hash}");
    let asked = town.request(Method::GET, &path).header("cookie", &cookie).header("accept-encoding", "gzip");
    let whole = asked.send().await.expect("answer");
    assert_eq!(whole.headers()["content-length"].to_str().expect("text"), drawn().len().to_string());
    assert_eq!(whole.headers()["cache-control"], "private, max-age=31536000, immutable");
    assert_eq!(whole.headers()["etag"].to_str().expect("text"), format!("\"{hash}\""));
    let whole = whole.bytes().await.expect("bytes");
    assert_eq!(blake3::hash(&whole).to_hex().as_str(), hash);

    let range = town.request(Method::GET, &path).header("cookie", &cookie).header("range", "bytes=100-199");
    let part = range.send().await.expect("answer");
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(
        part.headers()["content-range"].to_str().expect("text"),
        format!("bytes 100-199/{}", whole.len())
    );
    assert!(part.headers().get("content-encoding").is_none(), "ranges count the file's own bytes");
    assert_eq!(&part.bytes().await.expect("bytes")[..], &whole[100..200]);

    let beyond =
        town.request(Method::GET, &path).header("cookie", &cookie).header("range", "bytes=99999999-");
    assert_eq!(beyond.send().await.expect("answer").status(), StatusCode::RANGE_NOT_SATISFIABLE);
    let known = town
        .request(Method::GET, &path)
        .header("cookie", &cookie)
        .header("if-none-match", format!("\"{hash}\""));
    assert_eq!(known.send().await.expect("answer").status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn a_phone_fetches_the_basemap_with_its_token() {
    let town = Town::new().await;
    let source = town.data.path().join("given.pmtiles");
    std::fs::write(&source, drawn()).expect("write");
    let basemap = Shelf::of(town.data.path()).add(&source).expect("a basemap");
    let phone = town.phone().await;
    let path = format!("/v1/basemap/{}", basemap.hash);
    let answer = town.request(Method::GET, &path).bearer_auth(&phone.token).send().await.expect("answer");
    assert_eq!(answer.status(), StatusCode::OK);
}

#[tokio::test]
async fn no_address_leads_out_of_the_folder() {
    let town = Town::new().await;
    let cookie = town.sign_in("nadzor").await;
    for name in ["..%2F..%2Fepoch", "current.json", "%2e%2e", "0", &"A".repeat(64)] {
        let answer = town.get(&cookie, &format!("/v1/basemap/{name}")).await;
        assert_eq!(refusal(answer).await, (404, "not_found".into()), "{name}");
    }
}

#[test]
fn a_file_that_is_no_basemap_leaves_the_former_one_in_use() {
    let data = tempfile::tempdir().expect("folder");
    let shelf = Shelf::of(data.path());
    let good = data.path().join("good.pmtiles");
    std::fs::write(&good, drawn()).expect("write");
    let former = shelf.add(&good).expect("a basemap");
    let bad = data.path().join("bad.pmtiles");
    for content in [&b""[..], b"no tiles at all", &drawn()[..2000]] {
        std::fs::write(&bad, content).expect("write");
        assert!(matches!(shelf.add(&bad), Err(Error::Basemap { .. })));
    }
    assert!(shelf.add(&data.path().join("absent")).is_err());
    assert_eq!(shelf.current().expect("readable"), Some(former));
}
