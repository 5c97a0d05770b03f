//! Backups by schedule: whole, for their owner only, and without anybody who was erased.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use latarnia_core::clock::Millis;
use latarnia_server::backup::Plan;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::program::{centre, fine, refused, said, start};
use crate::town::{START, Town};

const PATIENCE: Duration = Duration::from_secs(60);
/// Stands in the town's only person.
const WORD: &str = "Misiek";

fn daily(folder: &Path) -> Plan {
    Plan { folder: folder.to_owned(), every: Millis::DAY, keep: 3 }
}

/// Asks how the backups stand until it is so.
async fn await_backups(town: &Town, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let answer = town.get("", "/readyz").await;
        assert_eq!(answer.status(), StatusCode::OK, "it serves meanwhile");
        let told: Value = answer.json().await.expect("json");
        if is_so(&told["backups"]) {
            return told["backups"].clone();
        }
        assert!(Instant::now() < deadline, "{what}: {told}");
        tokio::task::yield_now().await;
    }
}

async fn await_one_of(town: &Town, at: Millis) {
    await_backups(town, "a backup", |told| told["last"] == json!(at)).await;
}

/// The bytes of every file in the folder, by name.
fn kept(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable"));
    let mut files: Vec<_> = entries
        .map(|entry| {
            let mode = entry.metadata().expect("there").permissions().mode();
            assert_eq!(mode & 0o077, 0, "for its owner only");
            (entry.file_name().into_string().expect("text"), std::fs::read(entry.path()).expect("readable"))
        })
        .collect();
    files.sort();
    files
}

fn holding(files: &[(String, Vec<u8>)], word: &str) -> usize {
    let holds = |bytes: &[u8]| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    files.iter().filter(|(_, bytes)| holds(bytes)).count()
}

async fn erase(town: &Town) {
    let nadzor = town.sign_in("nadzor").await;
    let order = json!({"fields": [], "reason": "asked", "confirm": WORD});
    let path = format!("/v1/people/{}/erasure", town.person);
    assert_eq!(town.change(&nadzor, Method::POST, &path, order).await.status(), StatusCode::NO_CONTENT);
}

async fn receipt(town: &Town) -> Value {
    let nadzor = town.sign_in("nadzor").await;
    town.get_json(&nadzor, "/v1/erasures").await[0]["backups"].clone()
}

#[tokio::test]
async fn after_an_erasure_no_backup_outlives_the_next_one_that_holds_a_word_of_it() {
    let folder = tempfile::tempdir().expect("folder");
    let town = Town::backed_up(daily(folder.path())).await;
    let day = |days: i64| START.plus(days * Millis::DAY);
    for days in 0..2 {
        await_one_of(&town, day(days)).await;
        town.clock.advance(Millis::DAY);
    }
    await_one_of(&town, day(2)).await;
    let before = kept(folder.path());
    assert_eq!((before.len(), holding(&before, WORD)), (3, 3), "the story needs words that go");

    erase(&town).await;
    assert_eq!(receipt(&town).await, json!({"state": "by", "at": day(3)}));
    town.clock.advance(Millis::DAY);
    await_one_of(&town, day(3)).await;
    let after = kept(folder.path());
    assert_eq!((after.len(), holding(&after, WORD)), (1, 0), "{:?}", after.first().map(|(name, _)| name));
    assert_eq!(receipt(&town).await, json!({"state": "since", "at": day(3)}));

    town.clock.advance(Millis::DAY);
    await_one_of(&town, day(4)).await;
    let later = kept(folder.path());
    assert_eq!((later.len(), holding(&later, WORD)), (2, 0), "those that knew of the order stay");
    assert_eq!(receipt(&town).await, json!({"state": "since", "at": day(3)}), "it does not move");
}

#[tokio::test]
async fn a_failure_is_told_and_the_server_goes_on() {
    let data = tempfile::tempdir().expect("folder");
    let folder = data.path().join("disk");
    let mut town = Town::backed_up(daily(&folder)).await;
    await_backups(&town, "a failure", |told| told["failing"] == json!(true)).await;
    let phone = town.phone().await;
    assert_eq!(town.sync(&phone, 1, &[town.contact(1)]).await.head, 1);
    erase(&town).await;
    assert_eq!(receipt(&town).await, json!({"state": "late", "at": START}));

    std::fs::create_dir(&folder).expect("made");
    town.clock.advance(Millis::DAY / 24);
    let at = START.plus(Millis::DAY / 24);
    let told = await_backups(&town, "a backup", |told| told["failing"] == json!(false)).await;
    assert_eq!(told, json!({"last": at, "next": at.plus(Millis::DAY), "failing": false}));
    assert_eq!(receipt(&town).await, json!({"state": "since", "at": at}));

    // What is there counts after a restart.
    town.stop().await;
    town.go_on(None).await;
    let told = await_backups(&town, "it was read", |_| true).await;
    assert_eq!(told, json!({"last": at, "next": at.plus(Millis::DAY), "failing": false}));
}

#[tokio::test]
async fn of_backups_that_others_make_the_receipt_names_the_day() {
    let town = Town::backed_up_by_others(30).await;
    erase(&town).await;
    let at = START.plus(30 * Millis::DAY);
    assert_eq!(receipt(&town).await, json!({"state": "by", "at": at}));
    town.clock.advance(30 * Millis::DAY);
    assert_eq!(receipt(&town).await, json!({"state": "since", "at": at}));
    let without = Town::new().await;
    erase(&without).await;
    assert_eq!(receipt(&without).await, json!({"state": "unknown"}));
}

#[test]
fn a_shared_registry_is_not_backed_up_here_and_that_is_told() {
    let data = tempfile::tempdir().expect("folder");
    let database = [("LATARNIA_DATABASE", "postgres://nobody@127.0.0.1:1/latarnia")];
    let serve = ["serve", "--addr", "127.0.0.1:0", "--backup-dir", "/nowhere"];
    let output = start(data.path(), &database, &serve).wait_with_output().expect("ends");
    assert!(!output.status.success() && said(&output).contains("pg_dump"), "{}", said(&output));
}

#[test]
fn what_is_no_sound_backup_is_not_restored_and_a_registry_is_not_replaced() {
    let (data, elsewhere) = (centre(), tempfile::tempdir().expect("folder"));
    let copy = elsewhere.path().join("copy.db");
    let copy_name = copy.to_str().expect("text");
    fine(data.path(), &["backup", copy_name], "");
    assert!(refused(data.path(), &["restore", copy_name], "").contains("move it away first"));
    let fresh = tempfile::tempdir().expect("folder");
    for (name, bytes) in [("empty.db", &b""[..]), ("words.db", b"no registry at all")] {
        let file = elsewhere.path().join(name);
        std::fs::write(&file, bytes).expect("written");
        assert!(
            refused(fresh.path(), &["restore", file.to_str().expect("text")], "").contains("no registry")
        );
    }
    let named = elsewhere.path().join(format!(
        "latarnia-20261122T190000Z-3-{}-{}.db",
        "0".repeat(16),
        "0".repeat(32)
    ));
    std::fs::copy(&copy, &named).expect("copied");
    let told = refused(fresh.path(), &["restore", named.to_str().expect("text")], "");
    assert!(told.contains("not those that were written"), "{told}");
    assert_eq!(std::fs::read_dir(fresh.path()).expect("readable").count(), 0, "nothing was left there");
    fine(fresh.path(), &["restore", copy_name], "");
    assert_eq!(fine(fresh.path(), &["check"], ""), "sound\n");
    assert!(fine(fresh.path(), &["user", "list"], "").contains("ola"));
}
