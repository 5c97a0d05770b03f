//! Answers that do not begin in time: bodies that trickle in, and work that hangs.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::town::{PASSWORD, Town, refusal};

/// Long enough for a sign-in on a busy machine, short enough to wait for.
const LIMIT: Duration = Duration::from_secs(2);
/// Between two bytes of a body that trickles: well within any limit on silence.
const DROP: Duration = Duration::from_millis(20);

/// Sends the head of a request that promises `length` bytes, then byte after byte until the server ends the
/// connection: how many bytes it took, and all it said.
async fn trickle(town: &Town, head: &str, length: usize) -> (usize, String) {
    let address = town.url.strip_prefix("http://").expect("an address");
    let mut line = TcpStream::connect(address).await.expect("connected");
    let head = format!("{head}host: {address}\r\ncontent-length: {length}\r\n\r\n");
    line.write_all(head.as_bytes()).await.expect("sent");
    let (mut said, mut sent) = (Vec::new(), 0);
    while sent < length {
        let mut piece = [0; 4096];
        match tokio::time::timeout(DROP, line.read(&mut piece)).await {
            // The end of the line: this connection holds no place any more.
            Ok(Ok(0) | Err(_)) => break,
            Ok(Ok(read)) => said.extend_from_slice(&piece[..read]),
            Err(_silence) => match line.write_all(b" ").await {
                Ok(()) => sent += 1,
                Err(_gone) => break,
            },
        }
    }
    (sent, String::from_utf8(said).expect("text"))
}

#[tokio::test]
async fn a_body_that_trickles_in_is_given_up_and_its_connection_ends() {
    let town = Town::impatient(LIMIT).await;
    let phone = town.phone().await;
    let token = phone.token;
    let sync = format!(
        "POST /v1/sync HTTP/1.1\r\nauthorization: Bearer {token}\r\ncontent-type: application/zstd\r\n"
    );
    let json = "POST /v1/session HTTP/1.1\r\ncontent-type: application/json\r\n".to_owned();
    for head in [json, sync] {
        let (sent, said) = trickle(&town, &head, 100_000).await;
        assert!(said.starts_with("HTTP/1.1 408"), "{head}{said}");
        let (_, body) = said.split_once("\r\n\r\n").expect("a head and a body");
        let envelope: Value = serde_json::from_str(body).expect("json");
        assert_eq!(envelope["error"]["code"], "timeout");
        assert!(said.contains("x-request-id:") && said.contains("no-store"), "as every answer: {said}");
        assert!(sent < 1_000, "it was let go after {sent} bytes");
    }
    town.sign_in("nadzor").await;
}

#[tokio::test]
async fn work_that_hangs_is_given_up_and_holds_nothing_afterwards() {
    let town = Town::impatient(LIMIT).await;
    town.sign_in("nadzor").await;
    // Another program holds the file for writing; whoever signs in must write.
    let other = rusqlite::Connection::open(town.data.path().join("registry.db")).expect("open");
    other.execute_batch("begin immediate").expect("held");
    let sign_in = || {
        let body = json!({"name": "nadzor", "password": PASSWORD});
        town.request(Method::POST, "/v1/session").json(&body).send()
    };
    // More at once than there are connections to the file and passwords looked at together.
    let mut hanging = tokio::task::JoinSet::new();
    for _ in 0..12 {
        hanging.spawn(sign_in());
    }
    while let Some(answer) = hanging.join_next().await {
        let answer = answer.expect("no panic").expect("an answer");
        assert_eq!(refusal(answer).await, (408, "timeout".to_owned()));
    }
    // Others are served meanwhile.
    assert_eq!(town.request(Method::GET, "/readyz").send().await.expect("answer").status(), StatusCode::OK);
    other.execute_batch("rollback").expect("let go");
    let mut last = StatusCode::REQUEST_TIMEOUT;
    // The write that was under way ends by itself; then there is nothing left to wait for.
    for _ in 0..20 {
        last = sign_in().await.expect("an answer").status();
        if last == StatusCode::OK {
            break;
        }
    }
    assert_eq!(last, StatusCode::OK);
}
