//! Whoever follows the log by its numbers misses nothing, while eight write and some hold their
//! transactions open. The same test with a sequence as cursor shows what it is for.
//!
//! `LATARNIA_GAP_SECONDS` makes it longer; a minute was asked for once.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use latarnia_core::op::Scope;
use latarnia_server::registry::Registry;
use latarnia_server::registry::sqlite::Sqlite;
use tokio::sync::RwLock;
use tokio::task::JoinSet;

use super::{Office, connect};
use crate::contract::{NORTH, contact_of, device, pull, push};

const WRITERS: u8 = 8;

fn how_long() -> Duration {
    let given = std::env::var("LATARNIA_GAP_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs_f64(given.unwrap_or(5.0))
}

/// Eight writers, until told to stop; how many operations were taken in. Each goes through the gate to write.
fn write(registry: &Arc<dyn Registry>, gate: &Arc<RwLock<()>>, stop: &Arc<AtomicBool>) -> JoinSet<u64> {
    let mut writers = JoinSet::new();
    for writer in 1..=WRITERS {
        let (registry, gate, stop) = (registry.clone(), gate.clone(), stop.clone());
        writers.spawn(async move {
            let mut seq = 0;
            while !stop.load(Ordering::Relaxed) {
                let _through = gate.read().await;
                seq += 1;
                let ops = [contact_of(u128::from(writer) << 64 | u128::from(seq), "n")];
                registry.push(push(device(writer), seq, &ops)).await.expect("taken");
            }
            seq
        });
    }
    writers
}

/// Follows the log by the cursor until it has seen the last number; what it was given.
async fn follow(registry: &dyn Registry, stop: &AtomicBool) -> Vec<u64> {
    let scope = Scope::Area(NORTH.into());
    let (mut cursor, mut seen) = (0, Vec::new());
    loop {
        // Asked before the page: what was committed by then must be on it.
        let stopped = stop.load(Ordering::Relaxed);
        let newest = registry.log_number().await.expect("number");
        let page = registry.page(pull(device(99), scope, cursor)).await.expect("page");
        seen.extend(page.ops.iter().map(|op| op.n));
        cursor = page.cursors[&scope];
        if stopped && cursor >= newest && !page.more {
            return seen;
        }
        tokio::task::yield_now().await;
    }
}

async fn nothing_is_missed(
    registry: Arc<dyn Registry>,
    gate: Arc<RwLock<()>>,
    mut hold_open: impl AsyncFnMut(),
) {
    let stop = Arc::new(AtomicBool::new(false));
    let writers = write(&registry, &gate, &stop);
    let (following, told) = (registry.clone(), stop.clone());
    let reader = tokio::spawn(async move { follow(&*following, &told).await });
    let began = Instant::now();
    while began.elapsed() < how_long() {
        hold_open().await;
    }
    // The writers stop first, so that the reader's last look is at a log that stands still.
    stop.store(true, Ordering::Relaxed);
    let written: u64 = writers.join_all().await.into_iter().sum();
    let seen = reader.await.expect("no panic");
    let mut rest =
        registry.page(pull(device(99), Scope::Area(NORTH.into()), seen.last().copied().unwrap_or(0))).await;
    let rest: Vec<u64> = rest.as_mut().expect("page").ops.iter().map(|op| op.n).collect();
    let seen: Vec<u64> = seen.into_iter().chain(rest).collect();
    eprintln!("{written} written, {} read", seen.len());
    assert!(written > 50, "only {written} were written");
    assert_eq!(seen, (1..=written).collect::<Vec<u64>>(), "every number once, in order");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_follower_of_a_file_misses_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let registry = Arc::new(Sqlite::open(folder.path()).expect("new"));
    let other = rusqlite::Connection::open(folder.path().join("registry.db")).expect("open");
    let gate = Arc::new(RwLock::new(()));
    nothing_is_missed(registry, gate.clone(), async || {
        // A file has no queue: the writers are kept off until the transaction has begun, and meet it then.
        let alone = gate.write().await;
        other.execute_batch("begin immediate").expect("nobody writes");
        drop(alone);
        other
            .execute_batch("insert into meta (key, value) values ('held', '') on conflict do nothing")
            .expect("held");
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
        other.execute_batch("rollback").expect("let go");
        tokio::task::yield_now().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_follower_of_a_shared_journal_misses_nothing() {
    let office = Office::new();
    let (one, other) = (office.server().await, office.server().await);
    let (client, _connection) = connect(&office.database.url()).await;
    let stop = Arc::new(AtomicBool::new(false));
    // The other server reads along while this one is written to, and writes itself.
    let (following, told) = (other.registry.clone(), stop.clone());
    let second = tokio::spawn(async move { follow(&*following, &told).await });
    nothing_is_missed(one.registry.clone(), Arc::default(), async || {
        client.batch_execute("begin; select 1 from log for update; select pg_sleep(0.02); rollback").await.expect("held");
        client.batch_execute("begin; insert into audit (org, at, action) values (1, 0, 'held'); select pg_sleep(0.02); rollback").await.expect("held");
    })
    .await;
    stop.store(true, Ordering::Relaxed);
    let seen = second.await.expect("no panic");
    assert_eq!(seen, (1..=one.number().await).collect::<Vec<u64>>(), "nor does one at another server");
    assert_eq!(one.problems().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_follower_of_a_sequence_would_miss_some() {
    let office = Office::new();
    office.database.sql("create table line (id bigserial primary key, writer int)");
    let stop = Arc::new(AtomicBool::new(false));
    let mut writers = JoinSet::new();
    for writer in 0..i32::from(WRITERS) {
        let (url, stop) = (office.database.url(), stop.clone());
        writers.spawn(async move {
            let (client, _connection) = connect(&url).await;
            let mut written = 0_usize;
            while !stop.load(Ordering::Relaxed) {
                // The number is taken, and the commit comes a little later: here sooner, there later.
                let held = f64::from(writer) * 0.001;
                client
                    .batch_execute(&format!(
                        "begin; insert into line (writer) values ({writer}); select pg_sleep({held}); commit"
                    ))
                    .await
                    .expect("written");
                written += 1;
            }
            written
        });
    }
    let (client, _connection) = connect(&office.database.url()).await;
    let (mut cursor, mut seen) = (0_i64, BTreeSet::new());
    let began = Instant::now();
    while began.elapsed() < how_long() {
        for row in
            client.query("select id from line where id > $1 order by id", &[&cursor]).await.expect("read")
        {
            cursor = row.get(0);
            seen.insert(cursor);
        }
        tokio::task::yield_now().await;
    }
    stop.store(true, Ordering::Relaxed);
    let written: usize = writers.join_all().await.into_iter().sum();
    for row in client.query("select id from line where id > $1", &[&cursor]).await.expect("read") {
        seen.insert(row.get(0));
    }
    eprintln!("{written} written, {} missed", written - seen.len());
    assert!(written > 50 && seen.len() < written, "{} of {written} were seen", seen.len());
}
