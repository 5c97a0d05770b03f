//! A journal that went back (a restored dump, an older copy of the disk) is noticed by whoever has read
//! further, and goes on under one new epoch.

use std::io::Write;
use std::process::Stdio;

use latarnia_core::op::Scope;
use latarnia_core::sync::serve::Pull;
use latarnia_server::registry::Registry;

use super::{Office, Process};
use crate::contract::{NORTH, device, pull, push};

/// The journal as it was at `place`, as an older copy of the same disk would have it.
fn roll_back(office: &Office, place: u64) {
    office.database.sql(&format!(
        "delete from op where place > {place};
         update log set place = {place},
            number = (select coalesce(max(number), 0) from op),
            chain = coalesce((select chain from op where place = {place}), '\\x{}')",
        "00".repeat(16)
    ));
}

async fn pushes(server: &Process, phone: u8, seqs: std::ops::RangeInclusive<u8>) {
    for seq in seqs {
        server.push(phone, seq).await.expect("taken");
    }
}

async fn is_sound(server: &Process) {
    assert_eq!(server.problems().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_shorter_journal_gets_a_new_epoch_and_the_replica_follows() {
    let office = Office::new();
    let server = office.server().await;
    pushes(&server, 1, 1..=6).await;
    let before = office.epoch();
    roll_back(&office, 4);
    assert_eq!(server.number().await, 4);
    assert_ne!(office.epoch(), before);
    assert_eq!(server.epoch(), office.epoch());
    assert_eq!(server.push(1, 5).await.expect("sent again").head, 5);
    is_sound(&server).await;
}

#[tokio::test]
async fn a_journal_that_grew_again_with_other_lines_is_noticed_as_well() {
    let office = Office::new();
    let (away, here) = (office.server().await, office.server().await);
    pushes(&away, 1, 1..=6).await;
    let before = office.epoch();
    roll_back(&office, 4);
    // Someone who never saw the lost lines goes on; the lost numbers go to others.
    let folder = tempfile::tempdir().expect("folder");
    let newcomer = Process { registry: office.open(&folder).await, folder };
    pushes(&newcomer, 2, 1..=4).await;
    assert_eq!(office.epoch(), before, "nobody who could know has looked");
    assert_eq!(away.number().await, 8);
    assert_ne!(office.epoch(), before);
    assert_eq!(away.numbers().await, here.numbers().await);
    for server in [&away, &here, &newcomer] {
        is_sound(server).await;
        assert_eq!(server.epoch(), office.epoch());
    }
}

#[tokio::test]
async fn the_same_operation_with_another_stamp_is_another_line() {
    let office = Office::new();
    let (away, here) = (office.server().await, office.server().await);
    away.push(1, 1).await.expect("taken");
    here.number().await;
    roll_back(&office, 0);
    let folder = tempfile::tempdir().expect("folder");
    let newcomer = Process { registry: office.open(&folder).await, folder };
    let mut late = push(device(1), 1, &[crate::contract::contact(17, "n")]);
    late.clock_error = 3_600_000;
    newcomer.registry.push(late).await.expect("taken");
    let before = office.epoch();
    assert_eq!(away.number().await, 1);
    assert_ne!(office.epoch(), before, "as long as before, of the same operation, and yet another log");
    assert_eq!(away.adds_up().await, newcomer.adds_up().await);
}

#[tokio::test]
async fn a_writer_notices_before_it_writes() {
    let office = Office::new();
    let server = office.server().await;
    pushes(&server, 1, 1..=6).await;
    let before = office.epoch();
    roll_back(&office, 4);
    // This push would have followed operation 6, which is gone.
    let answer = server.push(1, 7).await.expect("a gap is answered");
    assert_eq!((answer.head, answer.fresh), (4, 0));
    assert_ne!(office.epoch(), before);
    is_sound(&server).await;
}

#[tokio::test]
async fn many_who_notice_agree_on_one_new_epoch() {
    let office = Office::new();
    let servers = [office.server().await, office.server().await, office.server().await];
    pushes(&servers[0], 1, 1..=6).await;
    for server in &servers {
        assert_eq!(server.number().await, 6);
    }
    roll_back(&office, 4);
    let mut asked = tokio::task::JoinSet::new();
    for server in &servers {
        let registry = server.registry.clone();
        asked.spawn(async move { registry.log_number().await.expect("number") });
    }
    assert_eq!(asked.join_all().await, [4, 4, 4]);
    assert_eq!(office.database.sql("select generation from log"), "2");
    for server in &servers {
        assert_eq!(server.epoch(), office.epoch());
        is_sound(server).await;
    }
}

#[tokio::test]
async fn a_restored_dump_is_noticed_where_no_replica_is_left() {
    let office = Office::new();
    let server = office.server().await;
    pushes(&server, 1, 1..=3).await;
    let dump = office.dump();
    let before = office.epoch();
    drop(server);
    let mut restore = office.database.tool("psql");
    restore
        .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null());
    let mut restore = restore.spawn().expect("psql");
    restore.stdin.take().expect("piped").write_all(&dump).expect("written");
    assert!(restore.wait().expect("ends").success());
    let newcomer = office.server().await;
    assert_ne!(office.epoch(), before, "the same tables, made anew");
    assert_eq!(newcomer.epoch(), office.epoch());
    assert_eq!(newcomer.number().await, 3);
    // Whoever comes later finds nothing new.
    let now = office.epoch();
    office.server().await;
    assert_eq!(office.epoch(), now);
}

#[tokio::test]
async fn an_epoch_that_was_left_behind_never_comes_back() {
    let office = Office::new();
    let server = office.server().await;
    pushes(&server, 1, 1..=6).await;
    let first = office.epoch();
    roll_back(&office, 4);
    server.number().await;
    let second = office.epoch();
    // A copy from before: the first epoch is in it, and everything this server has read.
    office.database.sql(&format!("update log set epoch = '{first}', generation = 1"));
    server.number().await;
    assert!(![first, second].contains(&office.epoch()), "phones of either epoch must read anew");
    is_sound(&server).await;
}

#[tokio::test]
async fn a_phone_that_was_told_more_is_told_so_by_whoever_serves_it() {
    let office = Office::new();
    let server = office.server().await;
    pushes(&server, 1, 1..=4).await;
    let (early, scope) = (server.tip().await, Scope::Area(NORTH.into()));
    pushes(&server, 1, 5..=6).await;
    let late = server.tip().await;
    drop(server);
    roll_back(&office, 4);
    // No replica is left that has read further, and the lost numbers go to others.
    let newcomer = office.server().await;
    pushes(&newcomer, 2, 1..=4).await;
    for (tip, went_back) in [(early, false), (late, true)] {
        let page = newcomer.registry.page(Pull { tip, ..pull(device(1), scope, 4) }).await.expect("page");
        assert_eq!(page.went_back, went_back, "{tip:?}");
    }
}
