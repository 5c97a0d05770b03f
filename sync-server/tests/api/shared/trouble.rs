//! What may go wrong between a server and the shared database.

use std::time::Duration;

use latarnia_core::access::Role;
use latarnia_core::error::Error;
use latarnia_core::sync::accept::Turned;
use latarnia_server::registry::postgres::Postgres;
use latarnia_server::registry::{Accounts, NewDevice, Note, Reader, Registry};
use latarnia_tests::Cluster;

use super::{Office, Process, connect};
use crate::contract::{NOW, contact, device, new_device, push, somebody_at, worker};

#[tokio::test]
async fn pushes_that_come_together_are_committed_together_and_a_fork_hurts_only_itself() {
    let office = Office::new();
    let server = office.server().await;
    server.push(40, 1).await.expect("taken");
    // The log's lock is held elsewhere for a while: what comes meanwhile waits in one queue.
    let before = office.database.sql("select count(distinct xmin::text) from op");
    let (blocker, _connection) = connect(&office.database.url()).await;
    blocker.batch_execute("begin; select 1 from log for update").await.expect("locked");
    let mut running = tokio::task::JoinSet::new();
    for phone in 1..=30_u8 {
        let registry = server.registry.clone();
        running.spawn(async move { registry.push(push(device(phone), 1, &[contact(phone, "n")])).await });
    }
    let registry = server.registry.clone();
    let forked =
        tokio::spawn(async move { registry.push(push(device(40), 1, &[contact(200, "other")])).await });
    // Everything that was asked by then is in the queue.
    office.await_waiting().await;
    blocker.batch_execute("commit").await.expect("let go");
    for taken in running.join_all().await {
        assert_eq!(taken.expect("taken").0.head, 1);
    }
    assert!(matches!(forked.await.expect("ends"), Err(Turned::Fork { seq: 1 })));
    let after = office.database.sql("select count(distinct xmin::text) from op");
    let commits = after.parse::<i32>().expect("a number") - before.parse::<i32>().expect("a number");
    assert!((1..=6).contains(&commits), "30 pushes in {commits} commits");
    assert_eq!(server.number().await, 31);
    assert_eq!(server.problems().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_commit_that_fails_leaves_nothing_behind_here_or_there() {
    let office = Office::new();
    let server = office.server().await;
    server.push(1, 1).await.expect("taken");
    office.database.sql(
        "create function refuse() returns trigger language plpgsql as $$
            begin if new.place % 2 = 0 then raise 'not today'; end if; return null; end $$;
         create constraint trigger refuse after insert on op deferrable initially deferred
            for each row execute function refuse()",
    );
    for _ in 0..2 {
        let failed = server.push(1, 2).await;
        assert!(matches!(failed, Err(Turned::Store(Error::Shared(_)))), "{failed:?}");
        assert_eq!(server.number().await, 1);
    }
    office.database.sql("drop trigger refuse on op");
    assert_eq!(server.push(1, 2).await.expect("taken").head, 2);
    assert_eq!(server.problems().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_replica_that_is_damaged_old_or_gone_is_made_anew() {
    let office = Office::new();
    let server = office.server().await;
    for seq in 1..=5 {
        server.push(1, seq).await.expect("taken");
    }
    let sound = server.adds_up().await;
    let mut folder = server.close().await;
    let file = folder.path().join("replica.db");
    for harm in ["gone", "damaged", "newer", "of another log"] {
        match harm {
            "gone" => std::fs::remove_file(&file).expect("remove"),
            "damaged" => std::fs::write(&file, vec![0xa5; 40_960]).expect("write"),
            "newer" => {
                let db = rusqlite::Connection::open(&file).expect("open");
                db.execute("update refinery_schema_history set version = 99 where version = 1", [])
                    .expect("update");
            }
            _ => {
                let elsewhere = Process { registry: Office::new().open(&folder).await, folder };
                elsewhere.make_site("Elsewhere").await;
                folder = elsewhere.close().await;
            }
        }
        let again = Process { registry: office.open(&folder).await, folder };
        assert_eq!(again.adds_up().await, sound, "{harm}");
        folder = again.close().await;
        assert_eq!(office.database.sql("select generation from log"), "1", "{harm}: the log did not go back");
    }
}

#[tokio::test]
async fn connections_that_are_cut_are_made_again() {
    let office = Office::new();
    let server = office.server().await;
    for seq in 1..=3 {
        server.push(1, seq).await.expect("taken");
        office.database.sql(
            "select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()",
        );
        assert_eq!(server.number().await, u64::from(seq));
    }
    server.push(1, 4).await.expect("taken");
}

#[tokio::test]
async fn a_database_that_is_away_is_told_and_found_again() {
    let cluster = Cluster::start("");
    let folder = tempfile::tempdir().expect("folder");
    let database = cluster.database();
    let registry = Postgres::open(&database.url(), folder.path()).await.expect("opens");
    registry.push(push(device(1), 1, &[contact(1, "n")])).await.expect("taken");
    cluster.switch_off();
    let read = registry.log_number().await;
    assert!(matches!(read, Err(Error::Unreachable(_))), "{read:?}");
    let written = registry.push(push(device(1), 2, &[contact(2, "n")])).await;
    assert!(matches!(written, Err(Turned::Store(Error::Unreachable(_)))), "{written:?}");
    let opened = Postgres::open(&database.url(), folder.path()).await.map(drop);
    assert!(matches!(opened, Err(Error::Unreachable(_))), "{opened:?}");
    cluster.switch_on();
    registry.push(push(device(1), 2, &[contact(2, "n")])).await.expect("taken");
    assert_eq!(registry.log_number().await.expect("number"), 2);
    assert_eq!(database.sql("select generation from log"), "1", "the same cluster, only later");
}

#[tokio::test]
async fn a_server_that_stands_still_with_the_lock_does_not_hold_up_the_others_for_ever() {
    let office = Office::new();
    let server = office.server().await;
    // Not one of ours, but as ours: its session has the same limits.
    let (client, connection) = connect(&format!(
        "{}&options=-c%20idle_in_transaction_session_timeout%3D300ms",
        office.database.url()
    ))
    .await;
    client.batch_execute("begin; select 1 from log for update").await.expect("locked");
    let pushed = tokio::time::timeout(Duration::from_secs(20), server.push(1, 1)).await;
    assert!(pushed.expect("in time").is_ok());
    drop((client, connection));
}

#[tokio::test]
async fn texts_that_postgresql_cannot_keep_do_no_harm() {
    let office = Office::new();
    let server = office.server().await;
    let anna = somebody_at(&*server.registry, "anna").await;
    let note = Note::of(anna, "offered", NOW).saying("a\0b".into());
    server.registry.offer_code([5; 32], anna, NOW.plus(1000), note).await.expect("offered");
    let named = NewDevice { name: "Telefon\0".into(), ..new_device(1) };
    server.registry.redeem_code([5; 32], named).await.expect("redeemed");
    let devices = server.registry.devices().await.expect("devices");
    assert_eq!(devices[0].name, "Telefon\u{fffd}");
    let nul = contact(1, "n").replace("\"contact\"", "\"\\u0000\"");
    let reason = contact(2, "n").replace("\"note\":\"n\"", "\"\\u0000\":1,\"heads\":\"\\u0000\"");
    let (outcome, _) = server.registry.push(push(device(1), 1, &[nul.clone(), reason])).await.expect("taken");
    assert_eq!((outcome.head, outcome.refused.len()), (2, 1));
    let other = office.server().await;
    assert_eq!(other.adds_up().await, server.adds_up().await);
    let reader = Reader { who: worker(Role::Supervisor, &[]), now: NOW };
    let told = |list: Vec<latarnia_server::registry::Aside>| list[0].reason.clone();
    assert_eq!(
        told(other.registry.quarantine(reader.clone()).await.expect("list")),
        told(server.registry.quarantine(reader).await.expect("list"))
    );
}

#[tokio::test]
async fn two_servers_may_start_on_an_empty_database_at_once() {
    let office = Office::new();
    let mut starting = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let url = office.database.url();
        starting.spawn(async move {
            let folder = tempfile::tempdir().expect("folder");
            Postgres::open(&url, folder.path()).await.map(|registry| registry.epoch().borrow().clone())
        });
    }
    for started in starting.join_all().await {
        assert_eq!(started.expect("opens"), office.epoch());
    }
}

#[tokio::test]
async fn two_programs_may_share_one_folder() {
    let office = Office::new();
    let server = office.server().await;
    server.push(1, 1).await.expect("taken");
    // The command line, beside the running server and in its folder.
    let beside = office.open(&server.folder).await;
    somebody_at(&*beside, "anna").await;
    server.push(1, 2).await.expect("taken");
    assert_eq!(beside.log_number().await.expect("number"), 3);
    assert_eq!(server.staff().await.len(), 1);
    assert_eq!(server.problems().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_told_without_its_password() {
    let folder = tempfile::tempdir().expect("folder");
    for url in [
        "postgres://ola:tajne@127.0.0.1:1/latarnia",
        "postgres:///latarnia",
        "nonsense",
        "postgres://ola:tajne@/x?sslmode=no",
    ] {
        let told = Postgres::open(url, folder.path()).await.err().expect("refused").to_string();
        assert!(told.contains("PostgreSQL") && !told.contains("tajne"), "{told}");
    }
}
